// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A link over a non-blocking {@link SocketChannel}, made by {@link SocketPeerTransport} and {@link SocketAcceptor} and
 * used by the engine, which closes it. Threads as in {@link FrameLink}; a {@link #close} that another thread's
 * {@link #write} runs into is survived as well: the write reports that the link was closed.
 *
 * <p>Buffers: reads go into a direct buffer of the link's own, valid for the sink during its call. Neither
 * {@link #poll} nor {@link #write} allocates.
 *
 * <p>The descriptor is released in the selector's next select after {@link #close}; the peer sees the end of the stream
 * at once.
 */
public final class SocketFrameLink implements FrameLink {
    // What changes with every poll lies in objects of its own, away from what a writing thread reads here
    private final SocketFamily family;
    private final Readiness readiness;
    private final Selector selector;
    private final OpenSockets open;

    private @Nullable SocketDial dial;
    private @Nullable ReceiveBuffer received;
    private boolean local;
    private volatile @Nullable SocketChannel channel;
    private volatile String description;
    private volatile boolean closed;

    private SocketFrameLink(
            SocketFamily family, Readiness readiness, Selector selector, String description, OpenSockets open) {
        this.family = family;
        this.readiness = readiness;
        this.selector = selector;
        this.description = description;
        this.open = open;
    }

    /** A link that has yet to connect; it owns the dial. */
    static SocketFrameLink dialling(
            SocketDial dial,
            Readiness readiness,
            SocketFamily family,
            Selector selector,
            String target,
            OpenSockets open) {
        SocketFrameLink link = new SocketFrameLink(family, readiness, selector, "→ " + target, open);
        link.dial = dial;
        open.add(link);
        return link;
    }

    /** A link over a channel that was accepted, not blocking; it owns the channel, also if this throws. */
    static SocketFrameLink accepted(SocketChannel channel, SocketFamily family, Selector selector, OpenSockets open)
            throws IOException {
        SocketFrameLink link = new SocketFrameLink(family, new Readiness(), selector, "accepted link", open);
        link.connected(channel, " ← ");
        open.add(link);
        return link;
    }

    @Override
    public boolean finishConnect() {
        SocketDial current = dial;
        if (current == null) {
            return true;
        }
        checkOpen();
        SocketChannel ready = current.advance();
        if (ready == null) {
            return false;
        }
        dial = null;
        try {
            connected(ready, " → ");
        } catch (IOException e) {
            throw SocketErrors.broken(description, e);
        }
        return true;
    }

    private void connected(SocketChannel ready, String arrow) throws IOException {
        try {
            SocketAddress here = ready.getLocalAddress();
            SocketAddress there = ready.getRemoteAddress();
            received = new ReceiveBuffer(ReceiveBuffer.INITIAL_BYTES);
            local = family.isLocal(here, there);
            description = family.describe(here) + arrow + family.describe(there);
            ready.register(selector, SelectionKey.OP_READ, readiness);
            readiness.onReady(SelectionKey.OP_READ);
            channel = ready;
        } catch (IOException | MillraceException e) {
            SocketDial.closeQuietly(ready);
            throw e;
        }
    }

    @Override
    public int poll(FrameSink sink) {
        SocketChannel source = channel;
        ReceiveBuffer buffer = received;
        if (!readiness.isHot() || source == null || buffer == null) {
            return 0;
        }
        int read;
        try {
            read = buffer.readFrom(source, sink);
        } catch (IOException e) {
            throw SocketErrors.broken(description, e);
        }
        if (read > 0) {
            readiness.onTraffic();
        } else if (read == 0) {
            readiness.onEmptyRead();
        } else {
            throw SocketErrors.endOfStream(description, buffer.totalBytes(), buffer.pendingBytes());
        }
        return read;
    }

    @Override
    public int write(ByteBuffer source) {
        SocketChannel target = channel;
        if (target == null) {
            checkOpen();
            return 0;
        }
        try {
            return target.write(source);
        } catch (IOException e) {
            throw SocketErrors.broken(description, e);
        }
    }

    @Override
    public void awaitWritable(boolean interested) {
        SocketChannel target = channel;
        SelectionKey key = target == null ? null : target.keyFor(selector);
        if (key == null) {
            return;
        }
        try {
            if (interested) {
                key.interestOpsOr(SelectionKey.OP_WRITE);
            } else {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
            }
        } catch (CancelledKeyException e) {
            // Closed meanwhile: nobody waits any more
        }
    }

    @Override
    public int maxFrameLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean isLocal() {
        return local;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void shutdownOutput() {
        SocketChannel target = channel;
        if (target == null) {
            return;
        }
        try {
            target.shutdownOutput();
        } catch (ClosedChannelException | NotYetConnectedException e) {
            // Nothing can be written any more, which is what was asked for
        } catch (IOException e) {
            // Broken already; the next poll says so, and says why
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        SocketDial current = dial;
        if (current != null) {
            current.close();
        }
        SocketChannel target = channel;
        if (target != null) {
            // Cancels the key too; the channel stays in the field, so that a late call reports that it is closed
            SocketDial.closeQuietly(target);
        }
        open.remove(this);
    }

    private void checkOpen() throws LinkException {
        if (closed) {
            throw SocketErrors.closed(description);
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
