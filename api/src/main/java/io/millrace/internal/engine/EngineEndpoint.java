// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ControlledMessageHandler;
import io.millrace.Endpoint;
import io.millrace.EndpointCounters;
import io.millrace.MessageHandler;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.Subscription;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.MillraceException;
import io.millrace.error.PublicationException;
import io.millrace.error.RemoteText;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionHost;
import io.millrace.internal.session.Subscriber;
import io.millrace.spi.Guarantee;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What dialled and listening endpoints share: streams by name, state and events, and the close that both walk through.
 * The public methods are for any thread; everything else belongs to the I/O agent.
 */
abstract class EngineEndpoint implements Endpoint, SessionHost {

    /** How long a goodbye may take to be answered. */
    private static final long GOODBYE_NS = 1_000_000_000;

    private static final long DEGRADED_AFTER_NS = 5_000_000_000L;

    private final MillraceRuntime runtime;
    private final IoAgent agent;
    private final BoundTransport transport;
    private final EndpointConfig config;
    private final Map<String, RingPublication> publications = new ConcurrentHashMap<>();
    private final Map<String, EngineSubscription> subscriptions = new ConcurrentHashMap<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final EndpointTotals totals = new EndpointTotals();

    private volatile LinkState state = LinkState.NEW;
    private volatile @Nullable MillraceException failure;
    private long drainDeadlineNs;
    private long goodbyeDeadlineNs;
    private boolean saidGoodbye;
    private boolean backPressured;
    private long backPressuredSinceNs;

    /** The watchdog's. */
    private long lastPulseNs;

    EngineEndpoint(MillraceRuntime runtime, BoundTransport transport, EndpointConfig config) {
        this.runtime = runtime;
        this.agent = runtime.agent();
        this.transport = transport;
        this.config = config;
    }

    // ---- what the two kinds differ in ----

    /** One turn of its links. */
    abstract int turn(long nowNs, boolean ticking);

    /** Its connections that carry a session at the moment, or are about to. */
    abstract Connection[] connections();

    /** Its sessions, with or without a link. */
    abstract Iterable<Session> sessionTable();

    /** When it next has something to do by itself. */
    abstract long deadlineNs(long nowNs);

    /** Attaches a new publication to every session there is. */
    abstract void attach(RingPublication publication);

    /** True if sessions may go for good, so that nobody is left to publish to. */
    abstract boolean losesItsSessions();

    /** Stops accepting or dialling; the end is near. */
    abstract void stopSeeking();

    /** Closes every link and session. */
    abstract void closeLinks();

    /** {@code client} or {@code server}, for events. */
    abstract String role();

    // ---- for the engine ----

    final IoAgent agent() {
        return agent;
    }

    final EndpointConfig config() {
        return config;
    }

    final BoundTransport transport() {
        return transport;
    }

    final boolean wakesSelector() {
        return transport.wakesSelector();
    }

    final Map<String, RingPublication> publications() {
        return publications;
    }

    final String title() {
        return role() + " " + uri();
    }

    final boolean isReleased() {
        return released.getCount() == 0;
    }

    final MillraceRuntime runtime() {
        return runtime;
    }

    final EndpointTotals totals() {
        return totals;
    }

    final void state(LinkState next, @Nullable MillraceException cause, int attempt, long retryAfterNs) {
        LinkState before = state;
        if (before == next) {
            return;
        }
        if (!before.canBecome(next)) {
            throw new IllegalStateException(title() + " cannot go from " + before + " to " + next);
        }
        state = next;
        emit(LifecycleEvent.stateChanged(title(), "", before, next, cause).withRetry(attempt, retryAfterNs));
    }

    final void state(LinkState next) {
        state(next, null, 0, LifecycleEvent.NO_RETRY);
    }

    final void fail(MillraceException cause) {
        failure = cause;
        if (state == LinkState.DRAINING) {
            // It ends anyway; there is nothing left to wait for.
            drainDeadlineNs = agent.nanoTime();
            return;
        }
        for (RingPublication publication : publications.values()) {
            publication.isolate(true);
        }
        state(LinkState.FAILED, cause, 0, LifecycleEvent.NO_RETRY);
    }

    final void emit(LifecycleEvent event) {
        runtime.events().dispatch(event);
    }

    // ---- the duty cycle ----

    final int work(long nowNs, boolean ticking) {
        try {
            return workUncontained(nowNs, ticking);
        } catch (RuntimeException e) {
            broke(e);
            return 1;
        }
    }

    /** A bug of ours, or of a transport: this endpoint fails, its neighbours go on. */
    private void broke(RuntimeException e) {
        MillraceException cause = e instanceof MillraceException known
                ? known
                : new InternalException(ErrorCode.INTERNAL, title() + " failed: " + e, "please report it", e);
        closeLinks();
        if (state == LinkState.DRAINING) {
            release();
        } else if (state.canBecome(LinkState.FAILED)) {
            fail(cause);
        }
    }

    private int workUncontained(long nowNs, boolean ticking) {
        int work = 0;
        if (state != LinkState.FAILED) {
            work = turn(nowNs, ticking);
        }
        if (ticking) {
            watchBackPressure(nowNs);
        }
        if (state == LinkState.DRAINING) {
            drainStep(nowNs);
        }
        return work;
    }

    final void flush() {
        for (Connection connection : connections()) {
            connection.session().transmitter().trySend();
        }
    }

    final void controlWork() {
        for (Connection connection : connections()) {
            connection.controlWork();
        }
    }

    final void beforeSleep() {
        long nowNs = agent.nanoTime();
        for (Connection connection : connections()) {
            connection.beforeSleep(nowNs);
        }
    }

    final boolean hasSendable() {
        for (Connection connection : connections()) {
            if (connection.session().hasSendable()) {
                return true;
            }
        }
        return false;
    }

    /** Publishers count on the agent to look again, and have not woken it. */
    final boolean isOverlooked() {
        for (Connection connection : connections()) {
            if (connection.isOverlooked()) {
                return true;
            }
        }
        return false;
    }

    /** Publishers are at it, and the agent looks after them. */
    final boolean isFilling() {
        for (Connection connection : connections()) {
            if (connection.session().isFilling()) {
                return true;
            }
        }
        return false;
    }

    /** Publishers fill batches on a link and have written none since the last look: it must not be long to the next. */
    final boolean needsQuickLook() {
        for (Connection connection : connections()) {
            if (connection.session().isFilling() && !connection.session().isSelfPropelled()) {
                return true;
            }
        }
        return false;
    }

    /** Messages wait for a handler that asked for them again: look often. */
    final boolean hasParked() {
        for (Connection connection : connections()) {
            if (connection.session().hasParked()) {
                return true;
            }
        }
        return false;
    }

    /** The I/O thread is held up by a handler. The watchdog's thread. */
    final void standIn(long nowNs) {
        boolean pulse = nowNs - lastPulseNs >= config.session().heartbeatNs() / 2;
        if (pulse) {
            lastPulseNs = nowNs;
        }
        for (Connection connection : connections()) {
            if (pulse) {
                connection.session().pulse(nowNs);
            }
            connection.session().transmitter().trySend();
        }
    }

    private void watchBackPressure(long nowNs) {
        boolean pressed = false;
        for (RingPublication publication : publications.values()) {
            pressed |= publication.isBackPressured();
        }
        if (pressed && !backPressured) {
            backPressured = true;
            backPressuredSinceNs = nowNs;
            emit(LifecycleEvent.of(Kind.BACK_PRESSURED, title(), "", "a publication's ring is full", null));
        } else if (!pressed && backPressured) {
            backPressured = false;
            emit(LifecycleEvent.of(Kind.BACK_PRESSURE_RELIEVED, title(), "", "there is room again", null));
            if (state == LinkState.DEGRADED) {
                state(LinkState.UP);
            }
        } else if (pressed && state == LinkState.UP && nowNs - backPressuredSinceNs > DEGRADED_AFTER_NS) {
            state(LinkState.DEGRADED);
        }
    }

    // ---- closing ----

    @Override
    public final void close() {
        agent.execute(this::beginClose);
        for (RingPublication publication : publications.values()) {
            publication.refuse(OfferStatus.CLOSED);
        }
        if (agent.isCurrentThread()) {
            return;
        }
        boolean interrupted = false;
        while (true) {
            try {
                released.await(config.drainTimeoutNs() + 5 * GOODBYE_NS, TimeUnit.NANOSECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void beginClose() {
        if (state == LinkState.CLOSED || state == LinkState.DRAINING) {
            return;
        }
        boolean failed = state == LinkState.FAILED;
        for (RingPublication publication : publications.values()) {
            publication.refuse(OfferStatus.CLOSED);
        }
        if (isReleased()) {
            state(LinkState.CLOSED);
            return;
        }
        state(LinkState.DRAINING);
        drainDeadlineNs = agent.nanoTime() + (failed ? 0 : config.drainTimeoutNs());
    }

    private void drainStep(long nowNs) {
        boolean late = nowNs >= drainDeadlineNs;
        if (!saidGoodbye) {
            if (!late && !isDrained()) {
                return;
            }
            saidGoodbye = true;
            goodbyeDeadlineNs = nowNs + GOODBYE_NS;
            stopSeeking();
            for (Connection connection : connections()) {
                connection.session().goodbye();
            }
        }
        if (nowNs >= goodbyeDeadlineNs || !anyConnection()) {
            release();
        }
    }

    private boolean isDrained() {
        for (RingPublication publication : publications.values()) {
            if (!publication.published().isDrained() && publication.fanOut().senders().length > 0) {
                return false;
            }
        }
        return true;
    }

    private boolean anyConnection() {
        return connections().length > 0;
    }

    private void release() {
        for (RingPublication publication : publications.values()) {
            long from = publication.acknowledged();
            long to = publication.position();
            if (from < to) {
                emit(LifecycleEvent.loss(
                        title(), "", publication.stream(), from, to, "closed before it was acknowledged"));
            }
            runtime.streamIds().release(publication.streamId());
        }
        closeLinks();
        runtime.released(this);
        state(LinkState.CLOSED);
        released.countDown();
    }

    /** The agent is at its end: no more turns will come. */
    final void abandon(MillraceException cause) {
        try {
            if (state == LinkState.DRAINING) {
                release();
            } else {
                fail(cause);
                closeLinks();
            }
        } finally {
            released.countDown();
        }
    }

    final void releaseIfDraining() {
        if (state == LinkState.DRAINING) {
            release();
        }
    }

    // ---- streams ----

    @Override
    public final Publication publication(String stream) {
        return publication(stream, false);
    }

    @Override
    public final Publication exclusivePublication(String stream) {
        return publication(stream, true);
    }

    /** A closed publication of the name must be over before the next one begins: its subscribers know it by name. */
    private @Nullable RingPublication awaitOver(@Nullable RingPublication known) {
        if (known == null || !known.isClosed()) {
            return known;
        }
        if (agent.isCurrentThread()) {
            // Cannot wait for what it would have to do itself; the old one is delivered beside the new one.
            return null;
        }
        long startNs = System.nanoTime();
        while (publications.get(known.stream()) == known) {
            if (System.nanoTime() - startNs > config.publishTimeoutNs()) {
                throw new PublicationException(
                        ErrorCode.CLOSED,
                        "the closed publication of stream " + known.stream() + " on " + title() + " still holds "
                                + (known.position() - known.acknowledged()) + " bytes that nobody has acknowledged",
                        "try again when they are, or choose another name");
            }
            LockSupport.parkNanos(100_000);
        }
        return null;
    }

    private Publication publication(String stream, boolean exclusive) {
        requireStreamName(stream);
        requireOpen();
        RingPublication fresh;
        synchronized (publications) {
            RingPublication known = awaitOver(publications.get(stream));
            if (known != null) {
                if (exclusive) {
                    throw new ConfigurationException(
                            ErrorCode.INVALID_OPTION,
                            "stream " + stream + " has a publication already on " + title(),
                            "close it first, or share it: publication(\"" + stream + "\")");
                }
                return known;
            }
            fresh = new RingPublication(
                    this,
                    stream,
                    runtime.streamIds().next(stream),
                    runtime.newEpoch(),
                    exclusive,
                    transport.checksums(config.checksum()));
            publications.put(stream, fresh);
        }
        agent.execute(() -> {
            if (state == LinkState.FAILED) {
                fresh.isolate(true);
            } else if (state == LinkState.DRAINING || state == LinkState.CLOSED) {
                // Closed between the look at the state and now.
                fresh.refuse(OfferStatus.CLOSED);
                return;
            }
            attach(fresh);
        });
        return fresh;
    }

    /** A closed publication, or what its sessions have of it, has changed: it goes when all have had it to its end. */
    final void publicationClosed(RingPublication publication) {
        if (publication.fanOut().takeEnd()) {
            publications.remove(publication.stream(), publication);
            for (InlineSender sender : publication.fanOut().senders()) {
                totals.ended(sender.stream());
                sender.session().unpublish(sender.stream());
            }
            totals.ended(publication);
            runtime.streamIds().release(publication.streamId());
        }
        flush();
    }

    @Override
    public final Subscription subscribe(String stream, MessageHandler handler) {
        return subscribe(new Subscriber(requireStreamName(stream), handler, null, this::handlerFailed));
    }

    @Override
    public final Subscription subscribeControlled(String stream, ControlledMessageHandler handler) {
        return subscribe(new Subscriber(requireStreamName(stream), null, handler, this::handlerFailed));
    }

    private Subscription subscribe(Subscriber subscriber) {
        requireOpen();
        EngineSubscription subscription = new EngineSubscription(this, subscriber);
        EngineSubscription known = subscriptions.putIfAbsent(subscriber.stream(), subscription);
        if (known != null) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "stream " + subscriber.stream() + " has a handler already on " + title(),
                    "close that subscription first; one handler a stream of an endpoint");
        }
        agent.execute(() -> {
            for (Session session : sessionTable()) {
                if (session.isUp()) {
                    session.subscribed(subscriber);
                }
            }
        });
        return subscription;
    }

    final void unsubscribe(EngineSubscription subscription) {
        if (!subscriptions.remove(subscription.stream(), subscription)) {
            return;
        }
        totals.ended(subscription.subscriber());
        agent.call(() -> {
            for (Session session : sessionTable()) {
                session.unsubscribed(subscription.subscriber());
            }
            return Boolean.TRUE;
        });
    }

    private static String requireStreamName(String stream) {
        int bytes = stream.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > 256) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "stream name of " + bytes + " bytes is outside 1..256",
                    "choose a shorter name");
        }
        return stream;
    }

    private void requireOpen() {
        if (state == LinkState.CLOSED || state == LinkState.DRAINING) {
            throw new PublicationException(ErrorCode.CLOSED, title() + " is " + state, "open a new endpoint");
        }
    }

    private void handlerFailed(String stream, long position, Throwable cause) {
        String what = "the handler of stream " + stream + " threw at position " + position + ": " + cause;
        MillraceException error = MillraceException.of(
                ErrorCode.HANDLER_FAILED, what, "the message is skipped and counted; mend the handler", cause);
        emit(new LifecycleEvent(
                Kind.HANDLER_FAILED, title(), "", stream, null, null, error, "skipped", position, -1, 0, -1));
    }

    // ---- what sessions ask for ----

    @Override
    public final @Nullable Subscriber subscriber(String stream) {
        EngineSubscription subscription = subscriptions.get(stream);
        return subscription == null ? null : subscription.subscriber();
    }

    @Override
    public final void event(
            Session session,
            Kind kind,
            String stream,
            long fromPosition,
            long toPosition,
            String detail,
            @Nullable MillraceException cause) {
        emit(new LifecycleEvent(
                kind,
                title(),
                session.id().toString(),
                RemoteText.clean(stream, 256),
                null,
                null,
                cause,
                RemoteText.clean(detail, 1024),
                fromPosition,
                toPosition,
                0,
                LifecycleEvent.NO_RETRY));
    }

    @Override
    public final void sendFailed() {
        agent.wakeup();
    }

    final void attach(RingPublication publication, Session session, long join, long redeliveredBelow) {
        OutboundStream stream = session.publish(publication.published(), join, redeliveredBelow);
        publication.fanOut().attach(new InlineSender(stream, session, agent, config.inline()));
    }

    /** A session is gone for good; what it had not acknowledged is lost if others have moved the gate on. */
    final void detach(Session session) {
        totals.ended(session);
        for (RingPublication publication : publications.values()) {
            publication.fanOut().detach(session);
        }
    }

    // ---- what it tells ----

    @Override
    public final String identity() {
        return config.session().identity();
    }

    @Override
    public final LinkState state() {
        return state;
    }

    @Override
    public final @Nullable MillraceException failure() {
        return failure;
    }

    @Override
    public final Set<Guarantee> guarantees() {
        return transport.provider().guarantees();
    }

    @Override
    public final EndpointCounters counters() {
        return agent.call(() -> totals.total(sessionTable(), publications.values(), subscriptions.values()));
    }

    @Override
    public final boolean drain(Duration timeout) {
        long startNs = System.nanoTime();
        for (RingPublication publication : publications.values()) {
            Duration left = timeout.minusNanos(System.nanoTime() - startNs);
            if (!publication.drain(left.isNegative() ? Duration.ZERO : left)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public final String toString() {
        return title() + " " + state;
    }
}
