// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import io.millrace.bench.payload.PayloadVerifier;

/**
 * A way to move messages that can be measured. The driver asks the catalog for it by name; a node process creates one,
 * and calls one of its openers on its main thread (two, if both sides share a process). What an opener returns
 * is closed by the node. Systems measure nothing: they only move messages, as their authors advise.
 */
public interface BenchSystem {
    String name();

    /** One line for {@code --help}: what it is and how it is tuned. */
    String summary();

    boolean supports(Transport transport, Scenario scenario);

    /** What really carries the messages if {@code requested} was asked for: an in-process peer has only one answer. */
    default Transport carrier(Transport requested) {
        return requested;
    }

    /** After so many messages the sequence numbers start again, because blocks are prepared beforehand; 0: never. */
    default int sequenceCycle(RunSettings settings) {
        return 0;
    }

    /** Threads that publish in this scenario; one where more would only hold the ceiling down. */
    default int producers(Scenario scenario) {
        return scenario.producers();
    }

    /** The longest message it takes, in bytes. */
    default int maxMessageBytes() {
        return 128 * 1024;
    }

    /** Listens, and shows every message to the verifier. */
    Receiver receiver(RunSettings settings, PayloadVerifier verifier) throws Exception;

    /** Connects to a {@link #receiver}; returns when it may send. */
    Sender sender(RunSettings settings, String address) throws Exception;

    /** Listens, and sends every message back. */
    Receiver echo(RunSettings settings) throws Exception;

    /** Connects to an {@link #echo}; returns when it may send. */
    Pinger pinger(RunSettings settings, String address, PongListener listener) throws Exception;

    /** Listens, to send the same to every {@link #follower}; only for systems that support a fan-out. */
    default Broadcaster broadcaster(RunSettings settings) throws Exception {
        throw new UnsupportedOperationException(name() + " has no fan-out");
    }

    /** Connects to a {@link #broadcaster} and shows every message to the verifier; returns when it is ready to. */
    default Receiver follower(RunSettings settings, String address, PayloadVerifier verifier) throws Exception {
        throw new UnsupportedOperationException(name() + " has no fan-out");
    }

    /** Connects {@code count} times to a {@link #receiver}, or opens as many streams; only for who supports that. */
    default ManySender manySender(RunSettings settings, String address) throws Exception {
        throw new UnsupportedOperationException(name() + " has neither many connections nor many streams");
    }
}
