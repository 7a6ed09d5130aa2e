// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.error.ResourceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Accepts links on a listening {@link ServerSocketChannel}; made by {@link SocketPeerTransport}, used and closed by the
 * engine on the I/O agent's thread only. {@link #accept} makes no system call unless the selector has reported a
 * connection since it last returned null. When {@link #close} returns the address is free again.
 */
public final class SocketAcceptor implements LinkAcceptor {
    /** How long to leave the backlog alone when accepting fails; short against any connect timeout. */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How often to look whether the address still leads here. */
    private static final long WATCH_NS = TimeUnit.SECONDS.toNanos(1);

    private final SocketScope scope;
    private final Options options;
    private final Readiness readiness = new Readiness();
    private BoundSocket bound;
    private SelectionKey key;

    private boolean interested = true;
    private long watchAgainNs;
    private boolean paused;
    private long pausedUntilNs;
    private boolean closed;

    SocketAcceptor(SocketScope scope, Options options, BoundSocket bound) throws IOException {
        this.scope = scope;
        this.options = options;
        this.bound = bound;
        this.key = register(bound);
        scope.open().add(this);
    }

    private SelectionKey register(BoundSocket socket) throws IOException {
        watchAgainNs = scope.context().nanoTime() + WATCH_NS;
        socket.channel().configureBlocking(false);
        return socket.channel().register(scope.selector(), SelectionKey.OP_ACCEPT, readiness);
    }

    @Override
    public EndpointUri boundUri() {
        return bound.uri();
    }

    @Override
    public @Nullable FrameLink accept() {
        if (paused && !resume()) {
            return null;
        }
        if (closed) {
            return null;
        }
        AddressWatch watch = bound.watch();
        if (watch != null) {
            lookAfterAddress(watch);
        }
        if (!readiness.isHot()) {
            return null;
        }
        SocketChannel channel;
        try {
            channel = bound.channel().accept();
        } catch (IOException e) {
            throw failed(e);
        }
        if (channel == null) {
            readiness.cool();
            return null;
        }
        return adopt(channel);
    }

    private @Nullable FrameLink adopt(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            scope.family().configure(channel, options);
            return SocketFrameLink.accepted(scope, bound.uri(), options, channel);
        } catch (IOException e) {
            // Gone before it could be used, which is the peer's affair; the next call takes the next one
            SocketDial.closeQuietly(channel);
            return null;
        } catch (MillraceException e) {
            SocketDial.closeQuietly(channel);
            pause();
            throw e;
        }
    }

    private void lookAfterAddress(AddressWatch watch) {
        long nowNs = scope.context().nanoTime();
        if (nowNs - watchAgainNs < 0) {
            return;
        }
        watchAgainNs = nowNs + WATCH_NS;
        if (!watch.isHeld()) {
            bindAgain();
        }
    }

    /** Nobody can have come since the address was lost; who came before and was not accepted dials again. */
    private void bindAgain() {
        release(bound);
        try {
            bound = scope.family().bind(bound.uri(), options);
            key = register(bound);
            key.interestOps(interested ? SelectionKey.OP_ACCEPT : 0);
        } catch (IOException e) {
            throw failed(e);
        }
        paused = false;
        readiness.onReady(SelectionKey.OP_ACCEPT);
        throw new LinkException(
                ErrorCode.ADDRESS_LOST,
                bound.uri() + " had been taken away, and is bound again",
                "find out who removed it, such as a job that tidies up; peers that dialled meanwhile come again");
    }

    private MillraceException failed(IOException cause) {
        pause();
        ResourceException exhausted = SocketErrors.outOfDescriptors("accepting a connection at " + bound.uri(), cause);
        if (exhausted != null) {
            scope.reserve().shed(bound.channel());
            return exhausted;
        }
        return new LinkException(
                ErrorCode.LINK_IO,
                "accepting a connection at " + bound.uri() + " failed: " + cause.getMessage(),
                "tried again by itself",
                cause);
    }

    @Override
    public void awaitPending(boolean isInterested) {
        if (closed || interested == isInterested) {
            return;
        }
        interested = isInterested;
        if (!paused) {
            key.interestOps(interested ? SelectionKey.OP_ACCEPT : 0);
        }
        if (interested) {
            readiness.onReady(SelectionKey.OP_ACCEPT);
        }
    }

    /** Without this the selector, which reports a level, would return at once for as long as the failure lasts. */
    private void pause() {
        paused = true;
        pausedUntilNs = scope.context().nanoTime() + PAUSE_NS;
        key.interestOps(0);
    }

    private boolean resume() {
        if (closed || scope.context().nanoTime() - pausedUntilNs < 0) {
            return false;
        }
        paused = false;
        key.interestOps(interested ? SelectionKey.OP_ACCEPT : 0);
        readiness.onReady(SelectionKey.OP_ACCEPT);
        return true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        release(bound);
        scope.open().remove(this);
    }

    private void release(BoundSocket socket) {
        socket.release().run();
        try {
            socket.channel().close();
        } catch (IOException e) {
            // The descriptor is gone either way
        }
        // Not left to the engine: whoever closes an endpoint may listen at its address again at once
        scope.releaseClosed();
    }

    @Override
    public String toString() {
        return bound.uri().toString();
    }
}
