// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.PeerPrincipal;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A link over a non-blocking {@link SocketChannel}, made by {@link SocketPeerTransport} and {@link SocketAcceptor} and
 * used by the engine, which closes it. Threads as in {@link FrameLink}; a {@link #close} that another thread's
 * {@link #write} or {@link #poll} runs into is survived as well: they report that the link was closed.
 *
 * <p>Buffers: reads go into a direct buffer of the link's own, valid for the sink during its call; after the link is
 * closed another link may be using it. Neither {@link #poll} nor {@link #write} allocates.
 *
 * <p>The descriptor is released in the first select that follows {@link #close}; the peer sees the end of the stream at
 * once.
 */
public final class SocketFrameLink implements FrameLink {
    // What changes with every poll lies in objects of its own, away from what a writing thread reads here
    private final SocketScope scope;
    private final Readiness readiness;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final EndpointUri uri;
    private final Options options;

    private @Nullable SocketDial dial;
    private @Nullable ReceiveBuffer received;
    private @Nullable MillraceException refusal;
    private boolean local;
    private String peerHost = "";

    /** Where the channel is registered. */
    private Selector selector;

    private volatile @Nullable SocketChannel channel;
    private volatile String description;
    private volatile @Nullable PeerPrincipal principal;

    private SocketFrameLink(
            SocketScope scope, EndpointUri uri, Options options, Readiness readiness, String description) {
        this.scope = scope;
        this.uri = uri;
        this.options = options;
        this.selector = scope.selector();
        this.readiness = readiness;
        this.description = description;
    }

    /** A link that has yet to connect. */
    static SocketFrameLink dialling(SocketScope scope, EndpointUri uri, Options options) {
        Readiness readiness = new Readiness();
        SocketFrameLink link = new SocketFrameLink(scope, uri, options, readiness, "→ " + uri.address());
        link.dial = new SocketDial(scope, uri, options, readiness);
        scope.open().add(link);
        return link;
    }

    /**
     * A link over a channel that was accepted, not blocking; it owns the channel, also if this throws. If the options do not
     * let the peer in, its first poll says so and reads nothing, so that the engine can tell the peer.
     */
    static SocketFrameLink accepted(SocketScope scope, EndpointUri uri, Options options, SocketChannel channel)
            throws IOException {
        SocketFrameLink link =
                new SocketFrameLink(scope, uri, options, Readiness.doubtful(), "a connection accepted at " + uri);
        try {
            link.look(channel, " ← ");
        } catch (MillraceException e) {
            link.refusal = e;
        }
        link.connected(channel);
        scope.open().add(link);
        return link;
    }

    @Override
    public boolean finishConnect() {
        checkOpen();
        SocketDial current = dial;
        if (current == null) {
            return true;
        }
        SocketChannel ready = current.advance();
        if (ready == null) {
            return false;
        }
        try {
            look(ready, " → ");
            connected(ready);
        } catch (IOException e) {
            SocketDial.closeQuietly(ready);
            throw SocketErrors.broken(description, e);
        } catch (MillraceException e) {
            SocketDial.closeQuietly(ready);
            throw e;
        }
        dial = null;
        readiness.onReady(SelectionKey.OP_READ);
        return true;
    }

    private void look(SocketChannel connected, String arrow) throws IOException {
        SocketEnds ends = scope.family().inspect(connected, uri);
        local = ends.local();
        principal = ends.peer();
        peerHost = scope.family().hostOf(connected.getRemoteAddress());
        description = ends.near() + arrow + ends.far();
        scope.family().admit(ends, options);
    }

    private void connected(SocketChannel ready) throws IOException {
        try {
            if (refusal == null) {
                received = new ReceiveBuffer(scope.buffers());
            }
            ready.register(selector, SelectionKey.OP_READ, readiness);
            channel = ready;
        } catch (IOException | MillraceException e) {
            SocketDial.closeQuietly(ready);
            throw e;
        }
    }

    @Override
    public void moveTo(Selector other) {
        SocketChannel moved = channel;
        if (moved == null) {
            checkOpen();
            return;
        }
        SelectionKey key = moved.keyFor(selector);
        if (key != null) {
            // The old selector lets go of it in its next select, and tells the readiness nothing more
            key.cancel();
        }
        selector = other;
        readiness.onReady(SelectionKey.OP_READ);
        try {
            moved.register(other, SelectionKey.OP_READ, readiness);
        } catch (IOException e) {
            throw SocketErrors.broken(description, e);
        }
    }

    @Override
    public int poll(FrameSink sink) {
        SocketChannel source = channel;
        ReceiveBuffer buffer = received;
        if (source == null || buffer == null) {
            return pollUnready();
        }
        if (!readiness.isHot() && !buffer.owes(sink)) {
            return 0;
        }
        // A sink that polls its own link, from within, finds nothing: the bytes it is looking at must not move
        if (buffer.isBusy()) {
            return 0;
        }
        // Written before `closed` is read, as close() writes and reads the two the other way round: the buffer goes to
        // another link only if no poll is at work on it, be it in another thread or in a sink that closes its link
        buffer.busy(true);
        try {
            checkOpen();
            return pollOpen(source, buffer, sink);
        } finally {
            buffer.busy(false);
        }
    }

    /** Not connected yet, or refused: then the engine is told once, and what it reads afterwards it throws away. */
    private int pollUnready() {
        MillraceException reason = refusal;
        if (reason == null) {
            return 0;
        }
        checkOpen();
        refusal = null;
        received = new ReceiveBuffer(scope.buffers());
        throw reason;
    }

    private int pollOpen(SocketChannel source, ReceiveBuffer buffer, FrameSink sink) {
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
                readiness.onShortWrite();
                key.interestOpsOr(SelectionKey.OP_WRITE);
            } else {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
            }
        } catch (CancelledKeyException e) {
            // Closed meanwhile: nobody waits any more
        }
    }

    @Override
    public boolean isWritable() {
        return readiness.isWritable();
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
    public String peerHost() {
        return peerHost;
    }

    @Override
    public @Nullable PeerPrincipal principal() {
        return principal;
    }

    @Override
    public void shutdownOutput() {
        SocketChannel target = channel;
        if (target == null) {
            return;
        }
        try {
            target.shutdownOutput();
        } catch (ClosedChannelException e) {
            // Nothing can be written any more, which is what was asked for
        } catch (IOException e) {
            // Broken already; the next poll says so, and says why
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        SocketDial current = dial;
        if (current != null) {
            current.close();
        }
        SocketChannel target = channel;
        if (target != null) {
            // Cancels the key too; the channel stays in the field, so that a late call reports that it is closed
            SocketDial.closeQuietly(target);
        }
        ReceiveBuffer buffer = received;
        if (buffer != null && !buffer.isBusy()) {
            buffer.release();
        }
        scope.open().remove(this);
    }

    private void checkOpen() {
        if (closed.get()) {
            throw SocketErrors.closed(description);
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
