// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionId;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An endpoint that accepts links, and keeps their sessions while links come and go. */
final class ListeningEndpoint extends EngineEndpoint {

    private static final int ACCEPTS_PER_TURN = 16;
    private static final long ACCEPT_PAUSE_NS = 100_000_000;

    private final EndpointUri uri;
    private final LinkAcceptor acceptor;
    private final List<PendingLink> pending = new ArrayList<>();
    private final List<FarewellLink> farewells = new ArrayList<>();
    private final Map<Session, FarewellLink> ending = new HashMap<>();
    private final Map<SessionId, AcceptedSession> sessions = new HashMap<>();
    private final Map<SessionId, Long> superseded = new HashMap<>();

    private volatile Connection[] connections = {};
    private volatile int sessionCount;
    private boolean seeking = true;
    private long acceptAgainNs;

    ListeningEndpoint(MillraceRuntime runtime, BoundTransport transport, EndpointConfig config, LinkAcceptor acceptor) {
        super(runtime, transport, config);
        this.acceptor = acceptor;
        this.uri = acceptor.boundUri();
    }

    /** It is bound already. */
    void start() {
        acceptAgainNs = agent().nanoTime();
        state(LinkState.STARTING);
        state(LinkState.UP);
    }

    @Override
    int turn(long nowNs, boolean ticking) {
        if (!ending.isEmpty()) {
            // Before the next session of the same identity takes its place.
            ending.entrySet().removeIf(entry -> endIfGone(entry.getKey(), entry.getValue(), nowNs));
        }
        int work = seeking && nowNs - acceptAgainNs >= 0 ? accept(nowNs) : 0;
        if (!pending.isEmpty()) {
            work += greet(nowNs);
        }
        for (Connection connection : connections) {
            work += turn(connection, nowNs, ticking);
        }
        if (!farewells.isEmpty()) {
            farewells.removeIf(farewell -> farewell.turn(nowNs));
        }
        if (ticking) {
            expire(nowNs);
        }
        return work;
    }

    // ---- accepting ----

    private int accept(long nowNs) {
        int accepted = 0;
        try {
            while (accepted < ACCEPTS_PER_TURN) {
                FrameLink link = acceptor.accept();
                if (link == null) {
                    break;
                }
                accepted++;
                pending.add(new PendingLink(link, nowNs + config().session().handshakeTimeoutNs()));
            }
        } catch (MillraceException e) {
            acceptAgainNs = nowNs + ACCEPT_PAUSE_NS;
            emit(LifecycleEvent.of(Kind.ATTEMPT_FAILED, title(), "", "accepting failed", e));
        }
        return accepted;
    }

    private int greet(long nowNs) {
        int work = 0;
        Iterator<PendingLink> links = pending.iterator();
        List<PendingLink> greeted = new ArrayList<>(0);
        List<Handshake> hellos = new ArrayList<>(0);
        while (links.hasNext()) {
            PendingLink link = links.next();
            try {
                Handshake hello = link.poll(nowNs);
                if (hello == null) {
                    continue;
                }
                greeted.add(link);
                hellos.add(hello);
            } catch (MillraceException e) {
                farewells.add(refuse(link.link(), e, nowNs));
            }
            links.remove();
            work++;
        }
        for (int i = 0; i < greeted.size(); i++) {
            admit(greeted.get(i).link(), hellos.get(i), nowNs);
        }
        return work;
    }

    private FarewellLink refuse(FrameLink link, MillraceException cause, long nowNs) {
        emit(LifecycleEvent.of(Kind.ATTEMPT_FAILED, title(), "", "from " + link.description(), cause));
        return switch (cause.errorClass()) {
            case PROTOCOL, PERMANENT -> FarewellLink.reject(link, Reject.NOT_MILLRACE, "", nowNs);
            default -> FarewellLink.of(link, nowNs);
        };
    }

    private void admit(FrameLink link, Handshake hello, long nowNs) {
        SessionId id = new SessionId(hello.sessionIdHigh(), hello.sessionIdLow());
        AcceptedSession known = sessions.get(id);
        if (!seeking) {
            reject(link, Reject.DRAINING, "closing", nowNs);
        } else if (hello.minVersion() > FrameDescriptor.VERSION || hello.maxVersion() < FrameDescriptor.VERSION) {
            reject(link, Reject.VERSION, "this end speaks version " + FrameDescriptor.VERSION, nowNs);
        } else if (superseded.containsKey(id)) {
            reject(link, Reject.SUPERSEDED, "another process uses this identity", nowNs);
        } else if (known == null) {
            begin(id, link, hello, nowNs);
        } else if (hello.attempt() <= known.session().attempt()) {
            reject(link, Reject.SUPERSEDED, "a newer link of this session exists", nowNs);
        } else {
            Connection older = known.connection();
            if (older != null) {
                replace(older, "a newer link of this session came", nowNs);
            }
            carry(known, link, hello, Handshake.RESUMED, nowNs);
        }
    }

    private void reject(FrameLink link, int code, String reason, long nowNs) {
        emit(LifecycleEvent.of(
                Kind.ATTEMPT_FAILED,
                title(),
                "",
                "rejected " + link.description() + ": " + Reject.codeName(code) + ", " + reason,
                null));
        farewells.add(FarewellLink.reject(link, code, reason, nowNs));
    }

    private void begin(SessionId id, FrameLink link, Handshake hello, long nowNs) {
        AcceptedSession fresh = new AcceptedSession(new Session(id, config().session(), this), hello);
        AcceptedSession old = byIdentity(hello.identity());
        if (old == null) {
            for (RingPublication publication : publications().values()) {
                attach(publication, fresh.session(), publication.fanOut().joinPosition(), 0);
            }
        } else {
            takeOver(old, fresh, nowNs);
        }
        sessions.put(id, fresh);
        sessionCount = sessions.size();
        carry(fresh, link, hello, old == null ? Handshake.NEW : Handshake.TAKEN_OVER, nowNs);
    }

    private @Nullable AcceptedSession byIdentity(String identity) {
        for (AcceptedSession session : sessions.values()) {
            if (session.identity().equals(identity)) {
                return session;
            }
        }
        return null;
    }

    /** Another process of the same identity: it gets the old gates, from what was acknowledged. */
    private void takeOver(AcceptedSession old, AcceptedSession fresh, long nowNs) {
        Session predecessor = old.session();
        Connection older = old.connection();
        if (older != null) {
            replace(older, "another process uses this identity", nowNs);
        }
        fresh.session().inherit(predecessor);
        for (OutboundStream stream : predecessor.outbound()) {
            RingPublication publication = publications().get(stream.stream().name());
            if (publication != null && publication.published() == stream.stream() && !stream.isEnded()) {
                attach(
                        publication,
                        fresh.session(),
                        stream.acknowledged(),
                        Math.max(stream.redeliveredBelow(), stream.highestSent()));
            }
        }
        detach(predecessor);
        sessions.remove(predecessor.id());
        superseded.put(predecessor.id(), nowNs + config().session().sessionTimeoutNs());
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
        drop(older);
        older.session().disconnected();
        farewells.add(FarewellLink.of(older.link(), nowNs));
    }

    private void carry(AcceptedSession accepted, FrameLink link, Handshake hello, int outcome, long nowNs) {
        Connection connection = new Connection(agent(), link, accepted.session());
        Connection[] before = connections;
        Connection[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = connection;
        connections = after;
        accepted.linked(connection);
        emit(LifecycleEvent.of(Kind.LINK_UP, title(), accepted.session().id().toString(), link.description(), null));
        accepted.session().accepted(link, hello, outcome, nowNs);
    }

    // ---- carrying ----

    private int turn(Connection connection, long nowNs, boolean ticking) {
        try {
            int work = connection.turn(nowNs, ticking);
            if (connection.session().isEnded()) {
                ended(connection, nowNs);
            }
            return work;
        } catch (MillraceException e) {
            lost(connection, e, nowNs);
            return 1;
        }
    }

    private void ended(Connection connection, long nowNs) {
        drop(connection);
        Session session = connection.session();
        session.disconnected();
        AcceptedSession accepted = sessions.get(session.id());
        if (accepted != null) {
            accepted.unlinked(nowNs);
        }
        ending.put(session, FarewellLink.of(connection.link(), session, nowNs));
    }

    /** A session ends when the peer has closed its link, with its last acknowledgements before. */
    private boolean endIfGone(Session session, FarewellLink farewell, long nowNs) {
        boolean gone = farewell.turn(nowNs);
        if (gone) {
            end(session, "the peer said goodbye");
        }
        return gone;
    }

    private void lost(Connection connection, MillraceException cause, long nowNs) {
        totals().linkLost();
        Session session = connection.session();
        if (cause.errorClass() == io.millrace.error.ErrorClass.PROTOCOL) {
            session.accuse();
        }
        drop(connection);
        connection.close();
        AcceptedSession accepted = sessions.get(session.id());
        if (accepted != null && accepted.connection() == connection) {
            accepted.unlinked(nowNs);
        }
        emit(LifecycleEvent.of(
                Kind.LINK_DOWN,
                title(),
                session.id().toString(),
                connection.link().description(),
                cause));
    }

    private void drop(Connection connection) {
        connections = Arrays.stream(connections).filter(c -> c != connection).toArray(Connection[]::new);
    }

    private void end(Session session, String why) {
        if (sessions.remove(session.id()) == null) {
            return;
        }
        sessionCount = sessions.size();
        for (OutboundStream stream : session.outbound()) {
            announceLoss(session, stream);
        }
        detach(session);
        emit(LifecycleEvent.of(Kind.SESSION_ENDED, title(), session.id().toString(), why, null));
    }

    /** What a session leaves unacknowledged is lost to it if others have moved on; else the ring keeps it. */
    private void announceLoss(Session session, OutboundStream stream) {
        RingPublication publication = publications().get(stream.stream().name());
        long end = stream.stream().publishedEnd();
        if (publication != null && publication.fanOut().senders().length > 1 && stream.acknowledged() < end) {
            emit(LifecycleEvent.loss(
                    title(),
                    session.id().toString(),
                    publication.stream(),
                    stream.acknowledged(),
                    end,
                    "the session ended before it was acknowledged"));
        }
    }

    private void expire(long nowNs) {
        superseded.values().removeIf(untilNs -> nowNs - untilNs >= 0);
        List<AcceptedSession> expired = new ArrayList<>(0);
        for (AcceptedSession session : sessions.values()) {
            if (session.isExpired(nowNs, config().session().sessionTimeoutNs())) {
                expired.add(session);
            }
        }
        for (AcceptedSession session : expired) {
            end(session.session(), "no link for session-timeout");
        }
    }

    // ---- what the engine asks for ----

    @Override
    public void kick() {
        // A listener waits for its peers; there is nothing to hasten.
    }

    @Override
    Connection[] connections() {
        return connections;
    }

    @Override
    Iterable<Session> sessionTable() {
        List<Session> table = new ArrayList<>(sessions.size());
        sessions.values().forEach(accepted -> table.add(accepted.session()));
        return table;
    }

    @Override
    long deadlineNs(long nowNs) {
        return Long.MAX_VALUE;
    }

    @Override
    void attach(RingPublication publication) {
        for (AcceptedSession accepted : sessions.values()) {
            attach(publication, accepted.session(), publication.fanOut().joinPosition(), 0);
        }
    }

    @Override
    boolean losesItsSessions() {
        return true;
    }

    @Override
    void stopSeeking() {
        seeking = false;
        acceptor.close();
    }

    @Override
    void closeLinks() {
        seeking = false;
        acceptor.close();
        pending.forEach(link -> link.link().close());
        pending.clear();
        for (Connection connection : connections) {
            connection.close();
        }
        connections = new Connection[0];
        farewells.forEach(FarewellLink::close);
        farewells.clear();
        ending.forEach((session, farewell) -> {
            farewell.close();
            end(session, "the peer said goodbye");
        });
        ending.clear();
    }

    @Override
    String role() {
        return "server";
    }

    @Override
    public EndpointUri uri() {
        return uri;
    }

    @Override
    public int sessions() {
        return sessionCount;
    }
}
