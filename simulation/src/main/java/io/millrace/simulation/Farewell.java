// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameSink;

/** A link that has said its last, and still listens for a while. */
final class Farewell {

    private static final long PATIENCE_NS = 1_000 * Plan.MS;

    /** For links without a session. */
    static final FrameSink NOBODY = (buffer, offset, length) -> length;

    private final World world;
    private final Wire wire;
    private final FrameSink sink;
    private final long deadlineNs;

    Farewell(World world, Wire wire, FrameSink sink) {
        this.world = world;
        this.wire = wire;
        this.sink = sink;
        this.deadlineNs = world.nowNs() + PATIENCE_NS;
        wire.shutdownOutput();
    }

    /** Reads on; true once the link is closed. */
    boolean turn() {
        boolean over = world.nowNs() - deadlineNs >= 0;
        try {
            wire.poll(sink);
        } catch (MillraceException e) {
            over = true;
        }
        if (over) {
            wire.close();
        }
        return over;
    }

    void close() {
        wire.close();
    }
}
