// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.mem;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.TransportContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One end of a link inside the process: a pipe to read, a pipe to write, and both ends' runtimes to wake. */
final class MemLink implements FrameLink {

    private final String description;
    private final MemPipe in;
    private final MemPipe out;
    private final TransportContext peer;
    private final ByteBufferHolder inbox = new ByteBufferHolder();
    private final Set<AutoCloseable> open;
    private @Nullable FrameSink lastSink;
    private boolean closed;

    private static final class ByteBufferHolder {
        ByteBuffer bytes = ByteBuffer.allocateDirect(512 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    }

    MemLink(String description, MemPipe in, MemPipe out, TransportContext peer, Set<AutoCloseable> open) {
        this.description = description;
        this.in = in;
        this.out = out;
        this.peer = peer;
        this.open = open;
        open.add(this);
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public int poll(FrameSink sink) {
        ByteBuffer bytes = inbox.bytes;
        if (in.isEmpty()) {
            if (bytes.position() > 0 && sink != lastSink) {
                // What the sink before this one has left
                offer(bytes, sink);
            }
            if (in.isEnded() && in.isEmpty()) {
                throw new LinkException(
                        ErrorCode.LINK_EOF, description + ": the other end closed", "it is dialled again");
            }
            return 0;
        }
        if (!bytes.hasRemaining()) {
            ByteBuffer larger = ByteBuffer.allocateDirect(bytes.capacity() * 2).order(ByteOrder.LITTLE_ENDIAN);
            larger.put(bytes.flip());
            inbox.bytes = larger;
            bytes = larger;
        }
        int count = in.read(bytes);
        // The writer may wait for the room just made.
        peer.wakeup();
        offer(bytes, sink);
        return count;
    }

    private void offer(ByteBuffer bytes, FrameSink sink) {
        lastSink = sink;
        int taken = sink.onBytes(bytes, 0, bytes.position());
        if (taken == bytes.position()) {
            bytes.clear();
        } else if (taken > 0) {
            bytes.flip().position(taken);
            bytes.compact();
        }
    }

    @Override
    public int write(ByteBuffer source) {
        if (out.isBroken()) {
            throw new LinkException(
                    ErrorCode.LINK_RESET, description + ": the other end is gone", "it is dialled again");
        }
        int count = out.write(source);
        if (count > 0) {
            peer.wakeup();
        }
        return count;
    }

    @Override
    public void awaitWritable(boolean interested) {
        // Every read of the other end wakes this one.
    }

    @Override
    public boolean isWritable() {
        return out.hasRoom();
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
        out.end();
        peer.wakeup();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            open.remove(this);
            in.shatter();
            out.end();
            peer.wakeup();
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
