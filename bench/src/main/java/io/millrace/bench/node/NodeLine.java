// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

/** The words that driver and nodes exchange, one a line: {@code WORD argument}. */
public final class NodeLine {
    /** Node to driver: it is ready; where it listens, if it does. */
    public static final String READY = "READY";
    /** Publisher to driver, and on to the subscriber: a phase begins or ends. */
    public static final String MARK = "MARK";
    /** Subscriber to driver: it has taken note of the phase. */
    public static final String MARKED = "MARKED";
    /** Driver to publisher: so go on. */
    public static final String GO = "GO";
    /** Node to driver: a figure, {@code name value}. */
    public static final String RESULT = "RESULT";
    /** Driver to subscriber: the publisher is done, check and report. */
    public static final String FINISH = "FINISH";
    /** Node to driver: everything is reported. */
    public static final String DONE = "DONE";
    /** Node to driver: the run is worth nothing, and why. */
    public static final String FAILED = "FAILED";
    /** Driver to node: end. */
    public static final String EXIT = "EXIT";

    public static final String BEGIN = "begin";
    public static final String END = "end";
    /** Everything has been used once, and rests. */
    public static final String AT_REST = "at-rest";

    /** Names of results that are not metrics, but checked by the driver. */
    public static final String PUBLISHED = "published";

    public static final String RECEIVED = "received";

    private NodeLine() {}

    static String of(String word, String argument) {
        return argument.isEmpty() ? word : word + ' ' + argument;
    }
}
