// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One end of a link in memory that is turned by hand and can be cut at any byte, held, closed, choked and made to fail.
 * Everything happens on the test's thread, when the test says so.
 */
public final class SimulatedLink implements FrameLink {

    private final String description;
    private final SimulatedPipe in;
    private final SimulatedPipe out;
    private ByteBuffer inbox = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    private boolean closed;
    private boolean connected = true;
    private boolean awaitsWritable;
    private int writes;
    private String peerHost = "";
    private int maxFrameLength = Integer.MAX_VALUE;

    private SimulatedLink(String description, SimulatedPipe in, SimulatedPipe out) {
        this.description = description;
        this.in = in;
        this.out = out;
    }

    /** Both ends of a link. */
    public record Pair(SimulatedLink dialler, SimulatedLink listener) {

        /** The carrier breaks: what is under way is lost, both ends find out. */
        public void cut() {
            dialler.out.cutAt = 0;
            listener.out.cutAt = 0;
            dialler.out.drop();
            listener.out.drop();
        }

        /** The carrier breaks: what is under way arrives, nothing that is written later does. */
        public void cutAfterBacklog() {
            dialler.out.cutAt = dialler.out.written();
            listener.out.cutAt = listener.out.written();
        }

        /** The carrier stands still, or goes on. */
        public void hold(boolean held) {
            dialler.out.held = held;
            listener.out.held = held;
        }
    }

    /** A new link. */
    public static Pair pair(String name) {
        SimulatedPipe there = new SimulatedPipe();
        SimulatedPipe back = new SimulatedPipe();
        return new Pair(
                new SimulatedLink(name + " dialler", back, there), new SimulatedLink(name + " listener", there, back));
    }

    /** What this end writes. */
    public SimulatedPipe out() {
        return out;
    }

    /** What this end reads. */
    public SimulatedPipe in() {
        return in;
    }

    public boolean isClosed() {
        return closed;
    }

    /** How often something was offered to it. */
    int writes() {
        return writes;
    }

    /** Whether the dial has succeeded. */
    public void connected(boolean isConnected) {
        connected = isConnected;
    }

    public boolean awaitsWritable() {
        return awaitsWritable;
    }

    @Override
    public boolean finishConnect() {
        return connected;
    }

    @Override
    public int poll(FrameSink sink) {
        requireOpen();
        byte[] arrived = in.read(Integer.MAX_VALUE);
        if (arrived.length > 0) {
            append(arrived);
        }
        if (inbox.position() > 0) {
            int taken = sink.onBytes(inbox, 0, inbox.position());
            inbox.flip().position(taken);
            inbox.compact();
        }
        if (arrived.length == 0 && !in.held && in.backlog() == 0 && (in.ended || in.isCut())) {
            throw new LinkException(ErrorCode.LINK_EOF, description + " has ended", "it is dialled again");
        }
        return arrived.length;
    }

    private void append(byte[] arrived) {
        if (inbox.remaining() < arrived.length) {
            ByteBuffer larger =
                    ByteBuffer.allocate((inbox.position() + arrived.length) * 2).order(ByteOrder.LITTLE_ENDIAN);
            larger.put(inbox.flip());
            inbox = larger;
        }
        inbox.put(arrived);
    }

    @Override
    public int write(ByteBuffer source) {
        requireOpen();
        if (out.failing) {
            throw new LinkException(ErrorCode.LINK_RESET, description + " is broken", "it is dialled again");
        }
        writes++;
        byte[] offered = new byte[source.remaining()];
        source.get(source.position(), offered);
        int taken = out.write(offered, 0, offered.length);
        source.position(source.position() + taken);
        return taken;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(description + " was closed by its owner");
        }
    }

    @Override
    public void awaitWritable(boolean interested) {
        awaitsWritable = interested;
    }

    @Override
    public boolean isWritable() {
        return out.writable > 0;
    }

    /** How long the frames may be that it carries. */
    void carries(int maxFrame) {
        maxFrameLength = maxFrame;
    }

    @Override
    public int maxFrameLength() {
        return maxFrameLength;
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public String description() {
        return description;
    }

    /** Which host the peer is said to be. */
    public void comesFrom(String host) {
        peerHost = host;
    }

    @Override
    public String peerHost() {
        return peerHost;
    }

    @Override
    public void shutdownOutput() {
        out.ended = true;
    }

    @Override
    public void close() {
        closed = true;
        out.ended = true;
        in.failing = true;
    }

    @Override
    public String toString() {
        return description;
    }
}
