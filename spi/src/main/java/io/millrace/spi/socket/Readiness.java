// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.spi.TransportContext;
import java.nio.channels.SelectionKey;

/**
 * Whether a channel is worth a system call now. Attached to the channel's key; I/O agent's thread only.
 *
 * <p>A hot channel is read straight away, which is quicker than asking the selector first and costs nothing while there
 * is traffic. A channel that was found empty often enough in a row goes cold and is left alone until the selector says
 * that something is there, so that idle neighbours do not slow a busy link. Nothing is missed between the two: interest
 * in reading is never withdrawn, and the selector reports a level, not an edge.
 */
final class Readiness implements TransportContext.ReadyHandler {
    /**
     * Empty reads cost about 0.3 µs each: 64 of them bridge the gaps in a stream and the turn-around of a ping-pong on
     * one host, and are over in 20 µs when a link falls silent.
     */
    static final int EMPTY_READS_BEFORE_COLD = 64;

    private static final int WORTH_A_TRY = SelectionKey.OP_READ | SelectionKey.OP_CONNECT | SelectionKey.OP_ACCEPT;

    private boolean hot = true;
    private int emptyReads;
    private boolean writable = true;

    /** Of a channel whose peer need not say anything: it is read once, and if that finds nothing left alone. */
    static Readiness doubtful() {
        Readiness readiness = new Readiness();
        readiness.emptyReads = EMPTY_READS_BEFORE_COLD - 1;
        return readiness;
    }

    @Override
    public void onReady(int readyOps) {
        if ((readyOps & SelectionKey.OP_WRITE) != 0) {
            writable = true;
        }
        if ((readyOps & WORTH_A_TRY) != 0) {
            hot = true;
            emptyReads = 0;
        }
    }

    /** A write fell short: not writable before the selector says so. */
    void onShortWrite() {
        writable = false;
    }

    boolean isWritable() {
        return writable;
    }

    boolean isHot() {
        return hot;
    }

    void onTraffic() {
        emptyReads = 0;
    }

    void onEmptyRead() {
        if (++emptyReads >= EMPTY_READS_BEFORE_COLD) {
            cool();
        }
    }

    void cool() {
        hot = false;
        emptyReads = 0;
    }
}
