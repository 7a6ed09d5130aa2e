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

    private final SocketScope scope;
    private final Options options;
    private final BoundSocket bound;
    private final Readiness readiness = new Readiness();
    private final SelectionKey key;

    private boolean interested = true;
    private boolean paused;
    private long pausedUntilNs;
    private boolean closed;

    SocketAcceptor(SocketScope scope, Options options, BoundSocket bound) throws IOException {
        this.scope = scope;
        this.options = options;
        this.bound = bound;
        bound.channel().configureBlocking(false);
        this.key = bound.channel().register(scope.selector(), SelectionKey.OP_ACCEPT, readiness);
        scope.open().add(this);
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
        if (closed || !readiness.isHot()) {
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
            return SocketFrameLink.accepted(scope, channel);
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
        try {
            bound.channel().close();
        } catch (IOException e) {
            // The descriptor is gone either way
        }
        // Not left to the engine: whoever closes an endpoint may listen at its address again at once
        scope.releaseClosed();
        bound.release().run();
        scope.open().remove(this);
    }

    @Override
    public String toString() {
        return bound.uri().toString();
    }
}
