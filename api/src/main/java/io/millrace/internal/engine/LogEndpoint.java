// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.SessionReport;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorClass;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.Backoff;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.Subscriber;
import io.millrace.spi.log.BrokerReport;
import io.millrace.spi.log.LogBroker;
import io.millrace.spi.log.StreamReport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint over a log transport: no sessions, but a broker. Each publication has a {@link LogFeed}, each subscription a
 * {@link LogIntake}, with a thread and a connection of its own; what one of them meets with is met by the endpoint, which
 * decides by its class whether and when there is another try. I/O agent's thread, unless said otherwise.
 */
final class LogEndpoint extends EngineEndpoint implements LogSupervisor.Listener {

    private static final Connection[] NO_CONNECTIONS = {};
    private static final long SHORTAGE_RETRY_NS = 1_000_000_000;

    private final LogBroker broker;
    private final Presence presence = new Presence();
    private final LogSupervisor supervisor;
    private final Backoff backoff;
    private final List<LogFeed> feeds = new CopyOnWriteArrayList<>();

    /** What the supervisor is at belongs to this attempt; the results of others are too late. */
    private int attempt;

    private int attempts;
    private boolean seeking = true;
    private boolean busy;
    private boolean everUp;
    private boolean proven;
    private long nextAttemptNs;
    private long awaySinceNs;
    private long upSinceNs;
    private long heardNs;
    private long askedNs;
    private BrokerReport report = new BrokerReport("", "", List.of());

    LogEndpoint(
            MillraceRuntime runtime,
            BoundTransport transport,
            EndpointConfig config,
            EndpointUri uri,
            LogBroker broker,
            int number) {
        super(runtime, transport, config, "client", uri);
        this.broker = broker;
        this.backoff = new Backoff(runtime.random(), config.backoffBaseNs(), config.backoffCapNs());
        this.supervisor = new LogSupervisor(broker, agent(), threadName("broker-" + number), this);
    }

    private String threadName(String what) {
        return agent().roleName().replace("-io", "") + "-" + what;
    }

    void start() {
        supervisor.start();
        status().become(LinkState.STARTING);
        connectNow();
    }

    private void connectNow() {
        status().become(LinkState.CONNECTING);
        seeking = true;
        nextAttemptNs = agent().nanoTime();
        awaySinceNs = nextAttemptNs;
    }

    // ---- supervision ----

    @Override
    int turn(long nowNs, boolean ticking) {
        if (!seeking || busy) {
            return 0;
        }
        if (presence.isThere()) {
            return ticking ? watch(nowNs) : 0;
        }
        if (nowNs - nextAttemptNs < 0) {
            return 0;
        }
        attempts++;
        if (status().is(LinkState.BACKOFF)) {
            status().become(LinkState.CONNECTING, null, attempts, LifecycleEvent.NO_RETRY);
        }
        busy = true;
        supervisor.connect(++attempt);
        return 1;
    }

    private int watch(long nowNs) {
        if (nowNs - heardNs < config().session().heartbeatNs()) {
            return 0;
        }
        busy = true;
        askedNs = nowNs;
        supervisor.ping(attempt);
        return 1;
    }

    @Override
    public void connected(int ofAttempt, BrokerReport said) {
        if (ofAttempt != attempt) {
            return;
        }
        busy = false;
        if (!seeking) {
            broker.disconnect();
            return;
        }
        report = said;
        attempts = 0;
        judge().linked();
        proven = false;
        upSinceNs = agent().nanoTime();
        heardNs = upSinceNs;
        totals().brokerLinked(!everUp);
        emit(LifecycleEvent.of(Kind.LINK_UP, title(), "", said.description() + "; " + said.durability(), null));
        if (!everUp) {
            said.warnings().forEach(warning -> emit(LifecycleEvent.of(Kind.NOTICE, title(), "", warning, null)));
        }
        everUp = true;
        if (status().is(LinkState.CONNECTING)) {
            status().become(LinkState.UP);
        }
        presence.found();
    }

    @Override
    public void alive(int ofAttempt) {
        if (ofAttempt == attempt) {
            busy = false;
            heardNs = agent().nanoTime();
        }
    }

    @Override
    public void failed(int ofAttempt, MillraceException cause) {
        if (ofAttempt == attempt) {
            busy = false;
            if (presence.isThere()) {
                // Who writes to a broker that hangs may not notice
                disconnectAll();
            }
            lost(cause);
        }
    }

    /** A connection of a publication or subscription failed, which it made in a generation. Any thread. */
    void failed(long generation, MillraceException cause) {
        agent().execute(() -> {
            boolean isNews = presence.isThere() && presence.generation() == generation;
            boolean isHopeless = cause.errorClass() == ErrorClass.PERMANENT || cause.errorClass() == ErrorClass.FATAL;
            if (isNews || isHopeless) {
                lost(cause);
            }
        });
    }

    /** A connection has done what it is there for: the next wait is a first one again. Any thread. */
    void worked() {
        proven = true;
    }

    private void lost(MillraceException cause) {
        if (!seeking || isReleased()) {
            return;
        }
        long nowNs = agent().nanoTime();
        boolean wasUp = presence.isThere();
        drop();
        if (wasUp) {
            totals().linkLost();
            if (proven || nowNs - upSinceNs > config().backoffCapNs()) {
                backoff.reset();
                awaySinceNs = nowNs;
            }
        }
        emit(LifecycleEvent.of(wasUp ? Kind.LINK_DOWN : Kind.ATTEMPT_FAILED, title(), "", report.description(), cause)
                .withRetry(attempts, LifecycleEvent.NO_RETRY));
        Judge.Verdict verdict = judge().verdict(cause, true, nowNs);
        switch (verdict) {
            case RECONNECT -> backOff(nowNs, backoff.nextDelayNs(nowNs - awaySinceNs, 0), cause);
            case RETRY_EACH_SECOND -> backOff(nowNs, SHORTAGE_RETRY_NS, cause);
            case RESTART -> restart(cause);
            case FAIL, ESCALATE -> {
                isolateNow();
                fail(cause, verdict);
            }
        }
    }

    /** Whatever the supervisor is at, its result is too late. */
    private void drop() {
        attempt++;
        busy = false;
        presence.lost();
        broker.disconnect();
    }

    private void backOff(long nowNs, long delayNs, @Nullable MillraceException cause) {
        nextAttemptNs = nowNs + delayNs;
        if (!status().is(LinkState.DRAINING)) {
            status().become(LinkState.BACKOFF, cause, attempts, delayNs);
        }
    }

    @Override
    void restart(MillraceException cause) {
        drop();
        disconnectAll();
        if (status().is(LinkState.DRAINING)) {
            nextAttemptNs = agent().nanoTime();
            return;
        }
        status().restart(cause);
        connectNow();
    }

    @Override
    void isolateNow() {
        seeking = false;
        drop();
        disconnectAll();
    }

    @Override
    void resumeNow() {
        backoff.reset();
        attempts = 0;
        connectNow();
    }

    private void disconnectAll() {
        feeds.forEach(LogFeed::disconnect);
        streams().subscriptions().all().forEach(EngineSubscription::disconnect);
    }

    @Override
    boolean isHeartbeatLate(long nowNs) {
        return busy
                && presence.isThere()
                && nowNs - askedNs > config().session().heartbeatNs();
    }

    @Override
    public void kick() {
        agent().execute(() -> nextAttemptNs = agent().nanoTime());
    }

    @Override
    long deadlineNs(long nowNs) {
        return seeking && !busy && !presence.isThere() ? nextAttemptNs : Long.MAX_VALUE;
    }

    // ---- streams ----

    @Override
    LogEndpoint asLog() {
        return this;
    }

    Presence presence() {
        return presence;
    }

    @Override
    void attach(RingPublication publication) {
        RingStream stream = publication.published();
        LogFeed feed = new LogFeed(
                this,
                publication,
                broker.appender(stream.name(), stream.epoch()),
                threadName("append-" + stream.name()));
        feeds.add(feed);
        publication.fanOut().feed(feed);
        feed.start();
    }

    /** A feed's thread has ended. Any thread. */
    void ended(LogFeed feed) {
        agent().execute(() -> feeds.remove(feed));
    }

    /** The thread that reads the log for a subscription. Any thread. */
    SubscriberThread intake(
            Subscriber subscriber, SubscriptionOptions options, String name, SubscriberThread.Ending ending) {
        return new LogIntake(
                this,
                subscriber,
                options,
                broker.reader(subscriber.stream(), options.reading()),
                name,
                ending,
                status().metrics());
    }

    @Override
    public List<StreamReport> streamReports() {
        status().requireOpen();
        return broker.streams();
    }

    // ---- what it has not ----

    @Override
    Connection[] connections() {
        return NO_CONNECTIONS;
    }

    @Override
    Iterable<Session> sessionTable() {
        return List.of();
    }

    @Override
    boolean losesItsSessions() {
        return false;
    }

    @Override
    boolean isParting() {
        return false;
    }

    @Override
    List<SessionReport> reportSessions() {
        return List.of(new SessionReport("", report.description(), status().state(), failure()));
    }

    @Override
    public int sessions() {
        return presence.isThere() ? 1 : 0;
    }

    // ---- the end ----

    @Override
    void stopSeeking() {
        seeking = false;
    }

    @Override
    void closeLinks() {
        seeking = false;
        attempt++;
        presence.over();
        feeds.forEach(LogFeed::close);
        supervisor.end();
    }

    @Override
    void awaitThreads(List<EngineSubscription> atWork, long patienceNs) {
        super.awaitThreads(atWork, patienceNs);
        // They have had the time to acknowledge
        atWork.forEach(EngineSubscription::disconnect);
        super.awaitThreads(atWork, patienceNs);
        feeds.forEach(feed -> feed.awaitEnd(patienceNs));
        supervisor.awaitEnd(patienceNs);
    }
}
