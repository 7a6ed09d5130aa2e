// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;

/**
 * How much of what this end answers waits for a link that takes nothing. A peer that asks and asks, and never reads the
 * answers, would make the queue of control frames grow for ever. What this end says of its own accord does not count: a
 * publisher of thousands of streams may announce them all at once. I/O agent's thread.
 */
final class AnswerBacklog {

    /** Tens of thousands of answers; a peer that is only slow asks for no more before it reads some. */
    static final int MOST_BYTES = 1 << 20;

    private final Transmitter transmitter;
    private int owedBytes;
    private int before;

    AnswerBacklog(Transmitter transmitter) {
        this.transmitter = transmitter;
    }

    /** There is another link. */
    void clear() {
        owedBytes = 0;
    }

    /** A frame of the peer is about to be acted on. */
    void begin() {
        before = waiting();
    }

    /**
     * It was acted on.
     *
     * @throws LinkException if too much waits
     */
    void end() {
        int after = waiting();
        owedBytes = Math.min(after, owedBytes + Math.max(0, after - before));
        if (owedBytes > MOST_BYTES) {
            throw new LinkException(
                    ErrorCode.WRITE_STALLED,
                    owedBytes + " bytes of answers wait for a peer that goes on asking and does not read them",
                    "the link is closed; if the peer is a Millrace please report it");
        }
    }

    private int waiting() {
        if (!transmitter.isCongested()) {
            // The usual case costs no lock: what a link takes does not wait
            return 0;
        }
        transmitter.acquire();
        try {
            return transmitter.controlBacklog();
        } finally {
            transmitter.release();
        }
    }
}
