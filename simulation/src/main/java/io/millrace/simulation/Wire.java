// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;

/** One end of a simulated link. */
final class Wire implements FrameLink {

    private final World world;
    private final String description;
    private boolean closed;

    /** What this end reads. */
    final Pipe in;

    /** What this end writes. */
    final Pipe out;

    Wire(World world, String description, Pipe in, Pipe out) {
        this.world = world;
        this.description = description;
        this.in = in;
        this.out = out;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public int poll(FrameSink sink) {
        requireOpen();
        int count = in.arrive(world.dice(), world.plan().raggedPercent);
        int given = in.upToNextOpen();
        while (given > 0) {
            // What is written meanwhile goes to the other pipe: this one's bytes stay where they are.
            int taken = sink.onBytes(in.bytes(), in.readAt(), given);
            in.taken(taken);
            given = taken < given ? 0 : in.upToNextOpen();
        }
        if (count == 0 && in.ended && in.isDry() && !in.held) {
            throw world.endOfLink();
        }
        return count;
    }

    @Override
    public int write(ByteBuffer source) {
        requireOpen();
        if (out.broken) {
            throw world.brokenLink();
        }
        return out.write(source);
    }

    private void requireOpen() {
        if (closed) {
            throw new Violation("a link is used after its owner closed it: " + description);
        }
    }

    @Override
    public void awaitWritable(boolean interested) {}

    @Override
    public boolean isWritable() {
        return out.broken || out.hasRoom();
    }

    @Override
    public int maxFrameLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void shutdownOutput() {
        if (!out.isSevered()) {
            out.ended = true;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            shutdownOutput();
            in.broken = true;
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
