// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.uri.EndpointUri;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection. Threads as in {@link FrameLink}: {@code write} is for whoever holds the send lock, the rest for the
 * I/O thread. That the other process was killed shows in no memory; the session's heartbeat finds it.
 */
final class MappedLink implements FrameLink {
    private static final int INBOX_BYTES = 256 * 1024;

    private final String description;
    private final MappedPipe in;
    private final MappedPipe out;
    private final @Nullable LinkFile dialled;
    private final OpenEnds open;
    private ByteBuffer inbox = inbox(INBOX_BYTES);
    private volatile boolean closed;

    private MappedLink(String description, MappedPipe in, MappedPipe out, @Nullable LinkFile dialled, OpenEnds open) {
        this.description = description;
        this.in = in;
        this.out = out;
        this.dialled = dialled;
        this.open = open;
    }

    static MappedLink dialled(EndpointUri uri, LinkFile file, OpenEnds open) {
        return entered(new MappedLink("→ " + uri.address() + " " + file, file.back(), file.there(), file, open), open);
    }

    static MappedLink accepted(EndpointUri uri, LinkFile file, OpenEnds open) {
        return entered(new MappedLink(uri.address() + " ← " + file, file.there(), file.back(), null, open), open);
    }

    private static MappedLink entered(MappedLink link, OpenEnds open) {
        open.add(link);
        return link;
    }

    /** At once: the file waits for the listener, who is there. Whoever is never taken is found by the handshake's deadline. */
    @Override
    public boolean finishConnect() {
        checkOpen();
        return true;
    }

    @Override
    public int poll(FrameSink sink) {
        checkOpen();
        // Asked in this order: what was written before the end is there when the end is
        boolean ended = in.isEnded();
        if (in.isEmpty()) {
            if (ended) {
                throw new LinkException(
                        ErrorCode.LINK_EOF, "the peer has closed " + description, "if it should be up, see its log");
            }
            return leftover(sink);
        }
        if (!inbox.hasRemaining()) {
            // One frame fills it: the sink has seen its length and waits for the rest
            inbox = inbox(inbox.capacity() * 2).put(inbox.flip());
        }
        int count = in.read(inbox);
        offer(sink);
        return count;
    }

    /** What an earlier sink has left, which this one may take. */
    private int leftover(FrameSink sink) {
        if (inbox.position() > 0) {
            offer(sink);
        }
        return 0;
    }

    private void offer(FrameSink sink) {
        int taken = sink.onBytes(inbox, 0, inbox.position());
        if (taken == inbox.position()) {
            inbox.clear();
        } else if (taken > 0) {
            inbox.flip().position(taken);
            inbox.compact();
        }
    }

    private static ByteBuffer inbox(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int write(ByteBuffer source) {
        checkOpen();
        if (out.isBroken()) {
            throw new LinkException(
                    ErrorCode.LINK_RESET, "the peer has closed " + description, "if it should be up, see its log");
        }
        return out.write(source);
    }

    @Override
    public void awaitWritable(boolean interested) {
        // Nobody is woken by memory: see MappedTransport.wakesSelector
    }

    @Override
    public boolean isWritable() {
        return closed || out.hasRoom();
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
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        open.remove(this);
        out.end();
        in.shatter();
        if (dialled != null) {
            dialled.delete();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new LinkException(ErrorCode.LINK_IO, description + " was closed on this side", "");
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
