// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.SessionReport;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a listener, with and without a link, and the ids of those whose identity another process took over.
 * I/O agent's thread, but for {@link #size}.
 */
final class SessionTable {

    /** Of those that were superseded so many are remembered, the newest: each costs its memory for session-timeout. */
    private static final int MOST_SUPERSEDED = 16 * 1024;

    private final Map<SessionId, AcceptedSession> sessions = new HashMap<>();
    private final Map<String, AcceptedSession> byIdentity = new HashMap<>();
    private final Map<SessionId, Long> supersededUntilNs = new LinkedHashMap<>();
    private volatile int size;

    /** Any thread. */
    int size() {
        return size;
    }

    @Nullable AcceptedSession get(SessionId id) {
        return sessions.get(id);
    }

    @Nullable AcceptedSession byIdentity(String identity) {
        return byIdentity.get(identity);
    }

    void put(AcceptedSession session) {
        sessions.put(session.session().id(), session);
        byIdentity.put(session.identity(), session);
        size = sessions.size();
    }

    /** Null if it had gone already. */
    @Nullable AcceptedSession remove(Session session) {
        AcceptedSession removed = sessions.remove(session.id());
        if (removed != null) {
            byIdentity.remove(removed.identity(), removed);
        }
        size = sessions.size();
        return removed;
    }

    /** Whoever comes with this id until then is told that its identity is in use. */
    void supersede(Session session, long untilNs) {
        remove(session);
        supersededUntilNs.put(session.id(), untilNs);
        if (supersededUntilNs.size() > MOST_SUPERSEDED) {
            Iterator<SessionId> oldest = supersededUntilNs.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Of the sessions without a link that fit the one that lost its link first; null if there is none. */
    @Nullable AcceptedSession longestAway(Predicate<AcceptedSession> fits) {
        AcceptedSession longest = null;
        for (AcceptedSession session : sessions.values()) {
            if (session.isAway()
                    && fits.test(session)
                    && (longest == null || session.unlinkedSinceNs() - longest.unlinkedSinceNs() < 0)) {
                longest = session;
            }
        }
        return longest;
    }

    /** What sessions without a link hold. */
    long detachedBytes() {
        long bytes = 0;
        for (AcceptedSession session : sessions.values()) {
            if (session.isAway()) {
                bytes += session.heldBytes();
            }
        }
        return bytes;
    }

    boolean isSuperseded(SessionId id) {
        return supersededUntilNs.containsKey(id);
    }

    /** Forgets who was superseded long ago, and names the sessions that have been without a link for too long. */
    List<Session> expired(long nowNs, long timeoutNs) {
        supersededUntilNs.values().removeIf(untilNs -> nowNs - untilNs >= 0);
        List<Session> expired = new ArrayList<>(0);
        for (AcceptedSession session : sessions.values()) {
            if (session.isExpired(nowNs, timeoutNs)) {
                expired.add(session.session());
            }
        }
        return expired;
    }

    Iterable<AcceptedSession> accepted() {
        return sessions.values();
    }

    List<Session> sessions() {
        List<Session> list = new ArrayList<>(sessions.size());
        sessions.values().forEach(accepted -> list.add(accepted.session()));
        return list;
    }

    /** Of each session, what supervision knows of it. */
    List<SessionReport> reports() {
        List<SessionReport> reports = new ArrayList<>(size());
        accepted().forEach(accepted -> reports.add(accepted.report()));
        return reports;
    }
}
