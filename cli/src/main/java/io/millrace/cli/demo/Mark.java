// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

/** What the type id of a demo message says about it. */
final class Mark {
    /** The payload is a line. */
    static final int PLAIN = 0;
    /** A time stamp, then the line: sent as fast as it goes. */
    static final int AT_FULL_LOAD = 1;
    /** A time stamp, then the line: sent at its appointed time. */
    static final int PACED = 2;

    /** Length of a time stamp: System.nanoTime(), which all processes of a host share (CLOCK_MONOTONIC on Linux). */
    static final int STAMP_BYTES = Long.BYTES;

    private Mark() {}
}
