// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.SessionReport;
import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import io.millrace.internal.access.Gatekeeper;
import io.millrace.internal.access.Grant;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionId;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import io.millrace.spi.uri.Options;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An endpoint that accepts links, and keeps their sessions while links come and go. */
final class ListeningEndpoint extends EngineEndpoint {

    private final Options options;
    private final Reception reception;
    private final Map<Session, FarewellLink> ending = new HashMap<>();
    private final SessionTable sessions = new SessionTable();
    private final SessionLimits sessionLimits;

    private volatile Connection[] connections = {};

    ListeningEndpoint(
            MillraceRuntime runtime,
            BoundTransport transport,
            EndpointConfig config,
            LinkAcceptor acceptor,
            Options options,
            @Nullable Gatekeeper gatekeeper) {
        super(runtime, transport, config, "server", acceptor.boundUri());
        this.options = options;
        ListenerLimits limits = ListenerLimits.of(options);
        this.sessionLimits = new SessionLimits(limits, sessions, streams().refusals(), this::end);
        streams().access().guardedBy(gatekeeper);
        this.reception = new Reception(this, limits, acceptor);
    }

    /** It is bound already. */
    void start() {
        reception.start(agent().nanoTime());
        status().become(LinkState.STARTING);
        status().become(LinkState.UP);
    }

    @Override
    int turn(long nowNs, boolean ticking) {
        if (!ending.isEmpty()) {
            // Before the next session of the same identity takes its place.
            ending.entrySet().removeIf(entry -> endIfGone(entry.getKey(), entry.getValue(), nowNs));
        }
        int work = reception.turn(nowNs);
        for (Connection connection : connections) {
            work += turn(connection, nowNs, ticking);
        }
        reception.seeOff(nowNs);
        if (ticking) {
            for (AcceptedSession accepted : sessions.accepted()) {
                accepted.tick(nowNs);
            }
            expire(nowNs);
        }
        return work;
    }

    /** Somebody said HELLO, in a version that we speak. */
    void admit(FrameLink link, Handshake hello, Grant grant, long nowNs) {
        SessionId id = new SessionId(hello.sessionIdHigh(), hello.sessionIdLow());
        AcceptedSession known = sessions.get(id);
        if (known != null && known.status().is(LinkState.FAILED)) {
            reception.reject(link, Reject.NOT_MILLRACE, "this session has failed: too many faults", nowNs);
        } else if (sessions.isSuperseded(id)) {
            reception.reject(link, Reject.SUPERSEDED, "another process uses this identity", nowNs);
        } else if (known == null) {
            begin(id, link, hello, grant, nowNs);
        } else if (!known.identity().equals(hello.identity())) {
            reception.reject(link, Reject.AUTH, "", nowNs);
        } else if (hello.attempt() <= known.session().attempt()) {
            reception.reject(link, Reject.SUPERSEDED, "a newer link of this session exists", nowNs);
        } else {
            Connection older = known.connection();
            if (older != null) {
                replace(older, "a newer link of this session came", nowNs);
                known.away(null);
            }
            FarewellLink goodbye = ending.remove(known.session());
            if (goodbye != null) {
                // It has missed our goodbye. What the older link still says is none of this one's.
                goodbye.close();
            }
            if (!streams().access().grant(id, grant)) {
                streams().regrant(known.session());
            }
            carry(known, link, hello, Handshake.RESUMED, nowNs);
        }
    }

    private void begin(SessionId id, FrameLink link, Handshake hello, Grant grant, long nowNs) {
        AcceptedSession old = sessions.byIdentity(hello.identity());
        if (old == null && !sessionLimits.hasRoom(nowNs)) {
            reception.rejectFull(link, sessionLimits.full(), nowNs);
            return;
        }
        streams().access().grant(id, grant);
        AcceptedSession fresh = new AcceptedSession(
                new Session(id, config().session(), host()),
                hello,
                new EndpointStatus(title(), id.toString(), runtime().events()));
        fresh.status().become(LinkState.STARTING);
        if (old == null) {
            streams().publications().forEach(publication -> attach(publication, fresh));
        } else {
            takeOver(old, fresh, nowNs);
        }
        sessions.put(fresh);
        carry(fresh, link, hello, old == null ? Handshake.NEW : Handshake.TAKEN_OVER, nowNs);
    }

    /** Another process of the same identity: it gets the old gates, from what was acknowledged. */
    private void takeOver(AcceptedSession old, AcceptedSession fresh, long nowNs) {
        Session predecessor = old.session();
        Connection older = old.connection();
        if (older != null) {
            replace(older, "another process uses this identity", nowNs);
        }
        streams().inherit(predecessor, fresh.session());
        streams().detach(predecessor);
        old.status().become(LinkState.CLOSED);
        sessions.supersede(predecessor, nowNs + config().session().sessionTimeoutNs());
        emit(LifecycleEvent.of(
                Kind.SUPERSEDED,
                title(),
                predecessor.id().toString(),
                "by session " + fresh.session().id() + " of the same identity " + RemoteText.clean(old.identity(), 256),
                null));
    }

    /** The older link is told, and let go. */
    private void replace(Connection older, String reason, long nowNs) {
        older.session().reject(Reject.SUPERSEDED, reason);
        drop(older, MillraceException.of(ErrorCode.LINK_RESET, reason, "the peer goes on over that one"));
        older.session().disconnected();
        reception.letGo(older.link(), nowNs);
    }

    private void carry(AcceptedSession accepted, FrameLink link, Handshake hello, int outcome, long nowNs) {
        Connection connection = new Connection(agent(), link, accepted.session());
        Connection[] before = connections;
        Connection[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = connection;
        connections = after;
        if (outcome == Handshake.RESUMED && accepted.connection() == null) {
            recovered(nowNs - accepted.unlinkedSinceNs());
        }
        accepted.linked(connection);
        emit(LifecycleEvent.of(Kind.LINK_UP, title(), accepted.session().id().toString(), link.description(), null));
        accepted.session().accepted(link, hello, outcome, nowNs);
        accepted.up();
    }

    // ---- carrying ----

    private int turn(Connection connection, long nowNs, boolean ticking) {
        try {
            int work = connection.turn(nowNs, ticking);
            if (connection.session().isEnded()) {
                ended(connection, nowNs);
            } else if (connection.session().hasLeft()) {
                left(connection, nowNs);
            }
            return work;
        } catch (MillraceException e) {
            if (connection.session().isEnding()) {
                ended(connection, nowNs);
            } else {
                lost(connection, e, nowNs);
            }
            return 1;
        }
    }

    private void ended(Connection connection, long nowNs) {
        Session session = connection.session();
        draining(connection, nowNs);
        ending.put(session, FarewellLink.of(connection.link(), session, nowNs));
    }

    /** The peer knows that this process comes back. */
    private void left(Connection connection, long nowNs) {
        draining(connection, nowNs);
        reception.letGo(connection.link(), nowNs);
    }

    private void draining(Connection connection, long nowNs) {
        drop(connection);
        connection.session().disconnected();
        AcceptedSession accepted = sessions.get(connection.session().id());
        if (accepted != null) {
            accepted.unlinked(nowNs);
            accepted.status().become(LinkState.DRAINING);
        }
    }

    /** A session ends when the peer has closed its link, with its last acknowledgements before. */
    private boolean endIfGone(Session session, FarewellLink farewell, long nowNs) {
        if (!farewell.turn(nowNs)) {
            return false;
        }
        end(session, "the peer said goodbye");
        return true;
    }

    private void lost(Connection connection, MillraceException cause, long nowNs) {
        Session session = connection.session();
        boolean certain = session.isBreachCertain();
        if (certain && cause.errorClass() == ErrorClass.PROTOCOL) {
            session.accuse();
        }
        drop(connection, cause);
        connection.close();
        AcceptedSession accepted = sessions.get(session.id());
        if (accepted != null && accepted.connection() == connection) {
            accepted.lost(cause, certain, nowNs);
        }
    }

    private void drop(Connection connection, MillraceException cause) {
        drop(connection);
        totals().linkLost();
        String session = connection.session().id().toString();
        emit(LifecycleEvent.of(
                Kind.LINK_DOWN, title(), session, connection.link().description(), cause));
    }

    private void drop(Connection connection) {
        connections = Arrays.stream(connections).filter(c -> c != connection).toArray(Connection[]::new);
        reception.left(connection.link());
    }

    private void end(Session session, String why) {
        AcceptedSession accepted = sessions.remove(session);
        if (accepted == null) {
            return;
        }
        for (OutboundStream stream : session.outbound()) {
            streams().lossToOne(session, stream);
        }
        streams().detach(session);
        emit(LifecycleEvent.of(Kind.SESSION_ENDED, title(), session.id().toString(), why, null));
        accepted.status().become(LinkState.CLOSED);
    }

    private void expire(long nowNs) {
        for (Session session : sessions.expired(nowNs, config().session().sessionTimeoutNs())) {
            end(session, "no link for session-timeout");
        }
        sessionLimits.boundDetached(nowNs);
    }

    // ---- what the engine asks for ----

    /** A listener waits for its peers; there is nothing to hasten. */
    @Override
    public void kick() {}

    @Override
    Connection[] connections() {
        return connections;
    }

    @Override
    Iterable<Session> sessionTable() {
        return sessions.sessions();
    }

    @Override
    long deadlineNs(long nowNs) {
        return reception.deadlineNs();
    }

    @Override
    void attach(RingPublication publication) {
        sessions.accepted().forEach(accepted -> attach(publication, accepted));
    }

    private void attach(RingPublication publication, AcceptedSession accepted) {
        streams().attach(publication, accepted.session(), publication.fanOut().joinPosition(), 0);
    }

    @Override
    boolean losesItsSessions() {
        return true;
    }

    @Override
    void stopSeeking() {
        reception.stop();
    }

    @Override
    boolean isParting() {
        return reception.hasFarewells();
    }

    @Override
    void closeLinks() {
        reception.close();
        dropLinks(null);
        if (status().is(LinkState.DRAINING)) {
            sessions.accepted().forEach(accepted -> accepted.status().become(LinkState.CLOSED));
        }
    }

    /** Sessions stay, their links go. */
    private void dropLinks(@Nullable MillraceException cause) {
        long nowNs = agent().nanoTime();
        Connection[] dropped = connections;
        // Forgotten before they are closed: what throws must not be met again by the restart
        connections = new Connection[0];
        for (Connection connection : dropped) {
            connection.close();
            reception.left(connection.link());
            AcceptedSession accepted = sessions.get(connection.session().id());
            if (accepted != null && accepted.connection() == connection) {
                accepted.unlinked(nowNs);
                accepted.away(cause);
            }
        }
        ending.forEach((session, farewell) -> {
            farewell.close();
            end(session, "the peer said goodbye");
        });
        ending.clear();
    }

    @Override
    void restart(MillraceException cause) {
        reception.letGoOfAll();
        dropLinks(cause);
        status().restart(cause);
        status().become(LinkState.UP);
    }

    @Override
    void isolateNow() {
        reception.admitNobody(true);
        dropLinks(null);
    }

    @Override
    void resumeNow() {
        reception.admitNobody(false);
        if (!reception.isOpen()) {
            try {
                reception.reopen(transport().peer().listen(uri(), options));
            } catch (MillraceException e) {
                fail(e);
                return;
            }
        }
        status().become(LinkState.UP);
    }

    /** Each of its sessions has a state of its own. */
    @Override
    boolean isHeartbeatLate(long nowNs) {
        return false;
    }

    @Override
    List<SessionReport> reportSessions() {
        return sessions.reports();
    }

    @Override
    public int sessions() {
        return sessions.size();
    }
}
