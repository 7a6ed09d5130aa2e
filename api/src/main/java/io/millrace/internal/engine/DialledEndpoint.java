// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.SessionReport;
import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.MillraceException;
import io.millrace.internal.access.TokenSupply;
import io.millrace.internal.session.Backoff;
import io.millrace.internal.session.Session;
import io.millrace.spi.FrameLink;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An endpoint that connects, and connects again: one session, one link at a time. */
final class DialledEndpoint extends EngineEndpoint {

    private final Options options;
    private final HostList hosts;
    private final Backoff backoff;

    private static final long SHORTAGE_RETRY_NS = 1_000_000_000;

    private Session session;
    private @Nullable FrameLink dialling;
    private @Nullable FarewellLink farewell;
    private @Nullable Connection connection;

    /** The same, as the watchdog sees it and as nothing has to be made to walk it. */
    private volatile Connection[] connections = {};

    private long nextAttemptNs;
    private long upSinceNs;
    private boolean seeking = true;
    private boolean greeted;
    private int attempts;
    private long awaySinceNs;

    DialledEndpoint(
            MillraceRuntime runtime,
            BoundTransport transport,
            EndpointConfig config,
            EndpointUri uri,
            Options options,
            @Nullable TokenSupply token) {
        super(runtime, transport, config, "client", uri);
        streams().access().shows(token);
        this.options = options;
        this.hosts = new HostList(uri);
        this.backoff = new Backoff(runtime.random(), config.backoffBaseNs(), config.backoffCapNs());
        this.session = new Session(runtime.newSessionId(), config.session(), host());
    }

    /** The first attempt is made at the agent's next turn. */
    void start() {
        status().become(LinkState.STARTING);
        connectNow();
    }

    private void connectNow() {
        status().become(LinkState.CONNECTING);
        seeking = true;
        nextAttemptNs = agent().nanoTime();
        awaySinceNs = nextAttemptNs;
    }

    @Override
    int turn(long nowNs, boolean ticking) {
        try {
            Connection present = connection;
            if (present != null) {
                return turn(present, nowNs, ticking);
            }
            if (farewell != null) {
                return finishFarewell(farewell, nowNs);
            }
            if (dialling != null) {
                return finishDial(dialling, nowNs);
            }
            if (seeking && nowNs - nextAttemptNs >= 0) {
                dial(nowNs);
                return 1;
            }
        } catch (MillraceException e) {
            lost(e, agent().nanoTime());
            return 1;
        }
        return 0;
    }

    private void carry(@Nullable Connection newest) {
        connection = newest;
        connections = newest == null ? new Connection[0] : new Connection[] {newest};
    }

    private void dial(long nowNs) {
        attempts++;
        greeted = false;
        if (status().state() == LinkState.BACKOFF) {
            status().become(LinkState.CONNECTING, null, attempts, LifecycleEvent.NO_RETRY);
        }
        FrameLink link;
        try {
            link = transport().peer().dial(hosts.next(), options);
        } catch (MillraceException e) {
            throw e;
        } catch (RuntimeException e) {
            throw broken("dialling " + uri(), e);
        }
        dialling = link;
        finishDial(link, nowNs);
    }

    private static InternalException broken(String what, RuntimeException cause) {
        return new InternalException(
                ErrorCode.INTERNAL, what + " failed: " + cause, "please report it; it is tried again", cause);
    }

    private int finishDial(FrameLink link, long nowNs) {
        try {
            if (!link.finishConnect()) {
                return 0;
            }
        } catch (MillraceException e) {
            throw e;
        } catch (RuntimeException e) {
            throw broken("connecting " + link.description(), e);
        }
        FrameLink carrier = ConductedDial.carrier(link);
        transport().check(carrier);
        dialling = null;
        carry(new Connection(agent(), carrier, session));
        greeted = true;
        session.dialled(carrier, nowNs);
        return 1;
    }

    private int turn(Connection present, long nowNs, boolean ticking) {
        boolean wasUp = session.isUp();
        int work = turnToTheEnd(present, nowNs, ticking);
        if (!wasUp && session.isUp()) {
            up(present, nowNs);
        }
        if (connection != null && (session.isEnded() || session.hasLeft())) {
            ended(present, nowNs);
        }
        return work;
    }

    /** A link that fails when both have said goodbye is no loss of one. */
    private int turnToTheEnd(Connection present, long nowNs, boolean ticking) {
        try {
            return present.turn(nowNs, ticking);
        } catch (MillraceException e) {
            if (!session.isEnding()) {
                throw e;
            }
            ended(present, nowNs);
            return 1;
        }
    }

    private void up(Connection present, long nowNs) {
        attempts = 0;
        judge().linked();
        hosts.worked();
        upSinceNs = nowNs;
        emit(LifecycleEvent.of(
                Kind.LINK_UP, title(), session.id().toString(), present.link().description(), null));
        if (status().state() == LinkState.CONNECTING) {
            status().become(LinkState.UP);
        }
    }

    /** Both sides said goodbye, or this one for a restart. What the peer still says is that it has processed the rest. */
    private void ended(Connection present, long nowNs) {
        session.disconnected();
        carry(null);
        farewell = FarewellLink.of(present.link(), session, nowNs);
    }

    /** The peer has gone. Unless this endpoint closes itself, it seeks the next one. */
    private int finishFarewell(FarewellLink link, long nowNs) {
        if (!link.turn(nowNs)) {
            return 0;
        }
        farewell = null;
        if (session.hasLeft()) {
            return 1;
        }
        tellEnd();
        forgetFailures(nowNs);
        renew();
        if (seeking) {
            retryAt(nowNs, null);
        }
        return 1;
    }

    private void tellEnd() {
        emit(LifecycleEvent.of(Kind.SESSION_ENDED, title(), session.id().toString(), "the peer said goodbye", null));
    }

    /** A new session, whose streams go on where the old one's acknowledgements ended. */
    private void renew() {
        Session old = session;
        Session next = new Session(runtime().newSessionId(), config().session(), host());
        streams().inherit(old, next);
        totals().ended(old);
        session = next;
    }

    /** A link that worked is over: waits begin anew. */
    private void forgetFailures(long nowNs) {
        if (session.isProven() || nowNs - upSinceNs > config().backoffCapNs()) {
            backoff.reset();
            awaySinceNs = nowNs;
        }
    }

    private void lost(MillraceException cause, long nowNs) {
        boolean wasUp = session.isUp();
        boolean certain = !wasUp || session.isBreachCertain();
        if (wasUp) {
            totals().linkLost();
            if (certain && cause.errorClass() == ErrorClass.PROTOCOL) {
                session.accuse();
            }
            forgetFailures(nowNs);
        }
        dropLink();
        emit(LifecycleEvent.of(
                        wasUp ? Kind.LINK_DOWN : Kind.ATTEMPT_FAILED,
                        title(),
                        session.id().toString(),
                        hosts.dialled(),
                        cause)
                .withRetry(attempts, LifecycleEvent.NO_RETRY));
        if (seeking) {
            act(judge().verdict(cause, certain, nowNs), cause, nowNs);
        }
    }

    private void act(Judge.Verdict verdict, MillraceException cause, long nowNs) {
        switch (verdict) {
            case RECONNECT -> retryAt(nowNs, cause);
            case RETRY_EACH_SECOND -> backOff(nowNs, SHORTAGE_RETRY_NS, cause);
            case RESTART -> restart(cause);
            case FAIL, ESCALATE -> {
                seeking = false;
                fail(cause, verdict);
            }
        }
    }

    /** Each is forgotten before it is closed: what throws when it is closed must not be met again by the restart. */
    private void dropLink() {
        Connection present = connection;
        if (present != null) {
            carry(null);
            present.close();
        }
        FrameLink begun = dialling;
        if (begun != null) {
            dialling = null;
            begun.close();
        }
        FarewellLink leaving = farewell;
        if (leaving != null) {
            farewell = null;
            leaving.close();
            if (!session.hasLeft()) {
                tellEnd();
                renew();
            }
        }
    }

    private void retryAt(long nowNs, @Nullable MillraceException cause) {
        // What a peer asked for on an earlier link is over with the attempt that waited for it.
        long floorNs = greeted ? session.retryAfterNs() : 0;
        backOff(nowNs, backoff.nextDelayNs(nowNs - awaySinceNs, floorNs), cause);
    }

    private void backOff(long nowNs, long delayNs, @Nullable MillraceException cause) {
        nextAttemptNs = nowNs + delayNs;
        if (!status().is(LinkState.DRAINING)) {
            status().become(LinkState.BACKOFF, cause, attempts, delayNs);
        }
    }

    @Override
    void restart(MillraceException cause) {
        dropLink();
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
        dropLink();
    }

    @Override
    void resumeNow() {
        backoff.reset();
        attempts = 0;
        connectNow();
    }

    @Override
    boolean isHeartbeatLate(long nowNs) {
        return connection != null && session.isLate(nowNs);
    }

    @Override
    public void kick() {
        agent().execute(() -> {
            if (connection == null && dialling == null && farewell == null) {
                nextAttemptNs = agent().nanoTime();
            }
        });
    }

    @Override
    Connection[] connections() {
        return connections;
    }

    @Override
    Iterable<Session> sessionTable() {
        return List.of(session);
    }

    @Override
    long deadlineNs(long nowNs) {
        return connection == null && dialling == null && farewell == null && seeking ? nextAttemptNs : Long.MAX_VALUE;
    }

    @Override
    void attach(RingPublication publication) {
        streams().attach(publication, session, publication.acknowledged(), 0);
    }

    @Override
    boolean losesItsSessions() {
        return false;
    }

    @Override
    void stopSeeking() {
        seeking = false;
    }

    @Override
    boolean isParting() {
        return farewell != null;
    }

    @Override
    void closeLinks() {
        seeking = false;
        dropLink();
    }

    @Override
    List<SessionReport> reportSessions() {
        return List.of(new SessionReport(session.id().toString(), session.peerIdentity(), status().state(), failure()));
    }

    @Override
    public int sessions() {
        return session.isEstablished() ? 1 : 0;
    }
}
