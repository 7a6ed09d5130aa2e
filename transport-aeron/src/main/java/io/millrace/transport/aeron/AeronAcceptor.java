// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.ResourceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.uri.EndpointUri;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An address that is listened at: the lock that makes it ours, and the links that the agent has made with those who knocked.
 * Threads as in {@link LinkAcceptor}; what {@link AeronDoor} calls is for the agent's.
 */
final class AeronAcceptor implements LinkAcceptor {
    private final AeronAddress address;
    private final LinkScope scope;
    private final HeldLock lock;
    private final boolean leavesHost;
    private final Queue<AeronLink> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger arriving = new AtomicInteger();
    private volatile @Nullable MillraceException failure;
    private volatile boolean closed;
    private @Nullable MillraceException told;
    private @Nullable ErrorCode unanswered;

    /** @param leavesHost whether who knocks may be elsewhere */
    AeronAcceptor(AeronAddress address, LinkScope scope, HeldLock lock, boolean leavesHost) {
        this.address = address;
        this.scope = scope;
        this.lock = lock;
        this.leavesHost = leavesHost;
    }

    @Override
    public EndpointUri boundUri() {
        return address.uri();
    }

    @Override
    public @Nullable FrameLink accept() {
        MillraceException why = failure;
        if (why != null && !closed) {
            if (why.retryable()) {
                failure = null;
            }
            throw why;
        }
        AeronLink link = ready.poll();
        if (link != null) {
            arriving.decrementAndGet();
            scope.open().add(link);
        }
        return link;
    }

    boolean isClosed() {
        return closed;
    }

    /** The subscription cannot be had: whoever accepts is told, once if it is tried again, and decides what becomes of the endpoint. */
    void fail(MillraceException cause) {
        failure = cause;
        scope.context().wakeup();
    }

    /** Nobody can knock, as there is no driver; null when there is one again. */
    void waitsFor(@Nullable MillraceException trouble) {
        if (trouble == null ? told != null : told == null || told.code() != trouble.code()) {
            told = trouble;
            scope.context()
                    .notice(
                            address.uri(),
                            trouble == null
                                    ? "a media driver is there again"
                                    : "nobody can connect before there is a driver",
                            trouble);
        }
    }

    /** How many have knocked and are not accepted yet. */
    int arriving() {
        return arriving.get();
    }

    /** Over UDP only who may be sent to: nobody outside the host, unless that was said to be in order. */
    boolean mayAnswer(Knock knock) {
        String endpoint = knock.replyEndpoint();
        return address.isIpc()
                ? endpoint.isEmpty()
                : ReplyEndpoint.isValid(endpoint) && (leavesHost || ReplyEndpoint.isLoopback(endpoint));
    }

    void begin(AeronArrival arrival, Knock knock) {
        arriving.incrementAndGet();
        AeronLink link = new AeronLink(address, scope, address + " ← " + knock.label());
        scope.agent().add(new LinkTask(link, arrival, this::onReady) {
            @Override
            void onFailed(MillraceException cause) {
                // Nobody has seen it
                arriving.decrementAndGet();
                link.close();
                notAnswered(cause);
            }
        });
    }

    /**
     * A link that failed for a reason that lies here, not with the peer: told, once until a link succeeds. The peer knows no more
     * than that nobody answers. What came from outside may be the cause, so the endpoint goes on.
     */
    private void notAnswered(MillraceException cause) {
        boolean here = cause instanceof ConfigurationException || cause instanceof ResourceException;
        if (here && unanswered != cause.code()) {
            unanswered = cause.code();
            scope.context().notice(address.uri(), "a peer that wants to connect cannot be answered", cause);
        }
    }

    private void onReady(AeronLink link) {
        unanswered = null;
        ready.add(link);
        if (closed) {
            link.close();
        }
        scope.context().wakeup();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        // Who waits is told
        for (AeronLink link = ready.poll(); link != null; link = ready.poll()) {
            link.close();
        }
        lock.close();
        scope.open().remove(this);
        scope.wakeAgent();
    }

    @Override
    public String toString() {
        return address.uri().toString();
    }
}
