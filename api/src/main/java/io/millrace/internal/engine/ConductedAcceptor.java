// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.uri.EndpointUri;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Links that the conductor accepts and the I/O agent takes. {@link #turn} is the conductor's; the rest is the I/O
 * agent's.
 *
 * <p><b>The end.</b> The I/O agent stores {@code closed} and then closes what waits; the conductor puts a link there and
 * then reads {@code closed}. One of the two sees the other, so no link is forgotten.
 */
final class ConductedAcceptor implements LinkAcceptor, ConductorAgent.Task {

    /** More wait with the system, where they cost nothing, until the I/O agent has time. */
    private static final int MOST_WAITING = 64;

    private final LinkAcceptor acceptor;
    private final ConductorAgent conductor;
    private final IoAgent io;
    private final Queue<FrameLink> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicReference<@Nullable MillraceException> failure = new AtomicReference<>();
    private volatile boolean closed;

    ConductedAcceptor(LinkAcceptor acceptor, ConductorAgent conductor, IoAgent io) {
        this.acceptor = acceptor;
        this.conductor = conductor;
        this.io = io;
    }

    // ---- the conductor's ----

    @Override
    public int turn() {
        int accepted = 0;
        try {
            while (!closed && waitingCount.get() < MOST_WAITING) {
                FrameLink link = acceptor.accept();
                if (link == null) {
                    break;
                }
                hand(link);
                accepted++;
            }
        } catch (MillraceException e) {
            failure.set(e);
            accepted++;
        }
        if (accepted > 0) {
            io.signal();
        }
        return accepted;
    }

    private void hand(FrameLink link) {
        try {
            link.moveTo(io.selector());
        } catch (RuntimeException gone) {
            // Broken before it could be used, or the runtime is at its end: the peer comes again.
            link.close();
            return;
        }
        waitingCount.incrementAndGet();
        waiting.add(link);
        if (closed) {
            closeWaiting();
        }
    }

    @Override
    public boolean isOver() {
        return closed;
    }

    @Override
    public boolean isImpatient() {
        // After a failure the transport pauses; with too many waiting nothing wakes the conductor.
        return failure.get() != null || waitingCount.get() >= MOST_WAITING;
    }

    // ---- the I/O agent's ----

    @Override
    public EndpointUri boundUri() {
        return acceptor.boundUri();
    }

    @Override
    public @Nullable FrameLink accept() {
        FrameLink link = waiting.poll();
        if (link == null) {
            MillraceException cause = failure.get() == null ? null : failure.getAndSet(null);
            if (cause != null) {
                throw cause;
            }
            return null;
        }
        waitingCount.decrementAndGet();
        return link;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        closeWaiting();
        conductor.execute(acceptor::close);
    }

    private void closeWaiting() {
        FrameLink link;
        while ((link = waiting.poll()) != null) {
            link.close();
        }
    }
}
