// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ControlledMessageHandler;
import io.millrace.Endpoint;
import io.millrace.EndpointCounters;
import io.millrace.MessageHandler;
import io.millrace.Publication;
import io.millrace.PublicationOptions;
import io.millrace.SessionReport;
import io.millrace.Subscription;
import io.millrace.SubscriptionOptions;
import io.millrace.error.MillraceException;
import io.millrace.internal.metrics.Instruments;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionHost;
import io.millrace.spi.Guarantee;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What dialled and listening endpoints share: the duty cycle, and the public methods. The public methods are for any
 * thread; everything else belongs to the I/O agent.
 */
abstract class EngineEndpoint extends ConnectionHolder implements Endpoint {

    private final MillraceRuntime runtime;
    private final IoAgent agent;
    private final BoundTransport transport;
    private final EndpointConfig config;
    private final EndpointUri uri;
    private final EndpointStatus status;
    private final EndpointStreams streams;
    private final SessionHost host;
    private final EndpointEnd end;
    private final OperatorSwitch operator;
    private final Attention attention;
    private final StandIn standIn;
    private final Judge judge = new Judge();
    private final @Nullable EndpointMetrics metrics;

    /** @param role {@code client} or {@code server}, for events */
    EngineEndpoint(
            MillraceRuntime runtime, BoundTransport transport, EndpointConfig config, String role, EndpointUri uri) {
        this.runtime = runtime;
        this.agent = runtime.agent();
        this.transport = transport;
        this.config = config;
        this.uri = uri;
        this.status = new EndpointStatus(role + " " + uri, "", runtime.events());
        this.streams = new EndpointStreams(this, status);
        this.end = new EndpointEnd(this, status, streams);
        this.host = new EndpointHost(agent, status, streams, end, config.maxStreams());
        this.operator = new OperatorSwitch(this, status, streams);
        this.attention = new Attention(this, status, streams);
        this.standIn = new StandIn(this, attention);
        Instruments instruments = runtime.instruments();
        this.metrics =
                instruments == null ? null : new EndpointMetrics(this, instruments, role, uri, runtime.nextNumber());
        status.meter(metrics);
    }

    // ---- what the two kinds differ in ----

    /** One turn of its links. */
    abstract int turn(long nowNs, boolean ticking);

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

    /** True while a link that was said farewell to is still there. */
    abstract boolean isParting();

    /** Closes every link and session. */
    abstract void closeLinks();

    /** Code of ours threw: drops every link and begins anew; sessions and what rings hold stay. */
    abstract void restart(MillraceException cause);

    /** Takes it out of service, by the operator's wish. */
    abstract void isolateNow();

    /** Puts it into service again, after isolation or failure. */
    abstract void resumeNow();

    /** Whether the peer has been silent for longer than its heartbeat allows, but not long enough to be dead. */
    abstract boolean isHeartbeatLate(long nowNs);

    /** This, if a broker stands between it and the other ends; else null. */
    @Nullable LogEndpoint asLog() {
        return null;
    }

    /** It was closed: waits a while for handlers that are at work on threads of their own. Any thread. */
    void awaitThreads(List<EngineSubscription> atWork, long patienceNs) {
        atWork.forEach(subscription -> subscription.awaitThread(patienceNs));
    }

    // ---- for the engine ----

    @Override
    final IoAgent agent() {
        return agent;
    }

    final EndpointConfig config() {
        return config;
    }

    final BoundTransport transport() {
        return transport;
    }

    final EndpointStreams streams() {
        return streams;
    }

    final EndpointStatus status() {
        return status;
    }

    final String title() {
        return status.title();
    }

    final boolean isReleased() {
        return end.isReleased();
    }

    final MillraceRuntime runtime() {
        return runtime;
    }

    /** A listener's session went on over a new link. */
    final void recovered(long afterNs) {
        if (metrics != null) {
            metrics.recovered(afterNs);
        }
    }

    /** It is over: nothing is to be measured any more. */
    final void unmeter() {
        if (metrics != null) {
            metrics.remove();
        }
    }

    /** What its sessions turn to. */
    final SessionHost host() {
        return host;
    }

    final Judge judge() {
        return judge;
    }

    final EndpointTotals totals() {
        return streams.totals();
    }

    /** No retry: the publications refuse, and nothing is sought until somebody resumes or closes the endpoint. */
    final void fail(MillraceException cause) {
        if (status.is(LinkState.DRAINING)) {
            status.failedBy(cause);
            end.hasten(agent.nanoTime());
            return;
        }
        streams.isolate(true);
        status.fail(cause);
    }

    /** The same, for a cause that did not come from a link: its links end with it. */
    final void giveUp(MillraceException cause) {
        closeLinks();
        fail(cause);
    }

    /** Consequences of a verdict that ends every retry. */
    final void fail(MillraceException cause, Judge.Verdict verdict) {
        fail(cause);
        if (verdict == Judge.Verdict.ESCALATE) {
            status.escalate(cause);
        }
    }

    final void emit(LifecycleEvent event) {
        status.emit(event);
    }

    // ---- the duty cycle ----

    final int work(long nowNs, boolean ticking) {
        try {
            return workUncontained(nowNs, ticking);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            broke(e);
            return 1;
        }
    }

    /** A bug of ours, or of a transport, or worse: this endpoint restarts or fails, its neighbours go on. */
    final void broke(Throwable thrown) {
        MillraceException cause = Faults.of(thrown, title());
        if (status.is(LinkState.DRAINING)) {
            closeLinks();
            end.release();
            return;
        }
        if (!status.state().canBecome(LinkState.FAILED)) {
            closeLinks();
            return;
        }
        Judge.Verdict verdict = judge.verdict(cause, true, agent.nanoTime());
        if (verdict.isFinal()) {
            closeLinks();
            fail(cause, verdict);
        } else {
            restart(cause);
        }
    }

    private int workUncontained(long nowNs, boolean ticking) {
        int work = 0;
        if (!status.is(LinkState.FAILED)) {
            work = turn(nowNs, ticking);
        }
        if (ticking) {
            attention.tick(nowNs);
            if (metrics != null) {
                metrics.tick(nowNs);
            }
        }
        if (status.is(LinkState.DRAINING)) {
            end.step(nowNs);
        }
        return work;
    }

    /** What the watchdog does for it. */
    final StandIn standIn() {
        return standIn;
    }

    @Override
    public final void isolate() {
        operator.isolate();
    }

    @Override
    public final void resume() {
        operator.resume();
    }

    // ---- closing ----

    @Override
    public final void close() {
        end.close(Farewell.FOR_GOOD);
    }

    @Override
    public final void closeForRestart(Duration comeBackAfter) {
        end.close(Farewell.untilBackAfter(comeBackAfter));
    }

    /** The agent is at its end: no more turns will come. */
    final void abandon(MillraceException cause) {
        end.abandon(cause);
    }

    final void releaseIfDraining() {
        if (status.is(LinkState.DRAINING)) {
            end.release();
        }
    }

    // ---- streams ----

    @Override
    public final Publication publication(String stream) {
        return streams.publish(stream, PublicationOptions.defaults(), false);
    }

    @Override
    public final Publication exclusivePublication(String stream) {
        return streams.publish(stream, PublicationOptions.defaults(), true);
    }

    @Override
    public final Publication publication(String stream, PublicationOptions options) {
        return streams.publish(stream, options, false);
    }

    @Override
    public final Publication exclusivePublication(String stream, PublicationOptions options) {
        return streams.publish(stream, options, true);
    }

    /** A closed publication, or what its sessions have of it, has changed. */
    final void publicationClosed(RingPublication publication) {
        streams.publicationClosed(publication);
        flush();
    }

    @Override
    public final Subscription subscribe(String stream, MessageHandler handler) {
        return subscribe(stream, SubscriptionOptions.defaults(), handler);
    }

    @Override
    public final Subscription subscribe(String stream, SubscriptionOptions options, MessageHandler handler) {
        return streams.subscriptions().subscribe(EndpointStreams.requireStreamName(stream), options, handler, null);
    }

    @Override
    public final Subscription subscribeControlled(String stream, ControlledMessageHandler handler) {
        return subscribeControlled(stream, SubscriptionOptions.defaults(), handler);
    }

    @Override
    public final Subscription subscribeControlled(
            String stream, SubscriptionOptions options, ControlledMessageHandler handler) {
        return streams.subscriptions().subscribe(EndpointStreams.requireStreamName(stream), options, null, handler);
    }

    // ---- what it tells ----

    /** Its sessions as a person sees them. */
    abstract List<SessionReport> reportSessions();

    @Override
    public final List<SessionReport> sessionReports() {
        return agent.call(this::reportSessions);
    }

    @Override
    public final EndpointUri uri() {
        return uri;
    }

    @Override
    public final String identity() {
        return config.session().identity();
    }

    @Override
    public final LinkState state() {
        LinkState own = status.state();
        return own == LinkState.UP && attention.isStalled() ? LinkState.DEGRADED : own;
    }

    @Override
    public final @Nullable MillraceException failure() {
        return status.failure();
    }

    @Override
    public final Set<Guarantee> guarantees() {
        return transport.provider().guarantees();
    }

    @Override
    public final Subscription subscribeReplies(MessageHandler handler) {
        return streams.subscriptions()
                .subscribe(ReplyPublications.STREAM, SubscriptionOptions.defaults(), handler, null);
    }

    @Override
    public final EndpointCounters counters() {
        return agent.call(() -> streams.counters(sessionTable()));
    }

    @Override
    public final boolean drain(Duration timeout) {
        return streams.drain(timeout);
    }

    @Override
    public final String toString() {
        return title() + " " + status.state();
    }
}
