// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.error.ErrorClass;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionId;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The process that accepts links, and keeps their sessions while links come and go: as the engine's listener does. */
final class Listener extends Node {

    /** For each dialler. */
    private static final int FEEDS = 3;

    private final Entrance entrance;
    private final List<Accepted> table = new ArrayList<>(4);
    private final Map<Session, Farewell> ending = new LinkedHashMap<>();
    private final Map<SessionId, Long> superseded = new HashMap<>();
    private final Feed[] feeds;
    private boolean gone;

    Listener(World world) {
        super(world, "listener");
        int diallers = world.plan().diallers;
        entrance = new Entrance(world, this);
        feeds = new Feed[FEEDS * diallers];
        for (int i = 0; i < diallers; i++) {
            feeds[FEEDS * i] = new Feed(world, this, "up", i);
            feeds[FEEDS * i + 1] = new Feed(world, this, "log", i);
            feeds[FEEDS * i + 2] = new Feed(world, this, Replies.STREAM, i);
        }
    }

    void arrived(Cable cable) {
        entrance.arrived(cable);
    }

    @Override
    void turn(boolean urgent) {
        if (!ending.isEmpty()) {
            for (Session session : List.copyOf(ending.keySet())) {
                Farewell farewell = ending.get(session);
                if (farewell != null && farewell.turn()) {
                    ending.remove(session);
                    end(session);
                }
            }
        }
        replies.begin();
        entrance.greet(this::admit);
        for (int i = 0; i < table.size(); i++) {
            Accepted accepted = table.get(i);
            Joint joint = accepted.joint;
            if (joint != null) {
                turn(accepted, joint, urgent);
            }
        }
        entrance.seeOff();
        for (Life life : lives) {
            if (life != null) {
                life.look();
            }
        }
        expire();
        if (leave != null) {
            depart(leave);
        }
    }

    // ---- accepting ----

    private void admit(Cable cable, Handshake hello) {
        SessionId id = new SessionId(hello.sessionIdHigh(), hello.sessionIdLow());
        Accepted known = known(id);
        if (superseded.containsKey(id)) {
            entrance.reject(cable, "another process uses this identity");
        } else if (known == null) {
            begin(id, cable, hello);
        } else if (hello.attempt() <= known.session.attempt()) {
            entrance.reject(cable, "a newer link of this session exists");
        } else {
            replace(known, "a newer link of this session came");
            Farewell goodbye = ending.remove(known.session);
            if (goodbye != null) {
                goodbye.close();
            }
            carry(known, cable, hello, Handshake.RESUMED);
        }
    }

    private @Nullable Accepted known(SessionId id) {
        for (Accepted accepted : table) {
            if (accepted.session.id().equals(id)) {
                return accepted;
            }
        }
        return null;
    }

    private void begin(SessionId id, Cable cable, Handshake hello) {
        Accepted fresh = new Accepted(new Session(id, settings, this), cable.dialler);
        Accepted old = null;
        for (Accepted accepted : table) {
            if (accepted.dialler == fresh.dialler) {
                old = accepted;
            }
        }
        if (old != null) {
            takeOver(old, fresh);
        } else {
            for (Life life : lives) {
                if (life != null) {
                    attach(life, fresh.session, cable.dialler);
                }
            }
        }
        table.add(fresh);
        carry(fresh, cable, hello, old == null ? Handshake.NEW : Handshake.TAKEN_OVER);
    }

    private void attach(Life life, Session session, Dialler dialler) {
        long join = life.joinPosition();
        Receipt receipt = life.receipt(dialler.index);
        if (dialler.hasCursor(life)) {
            // The session has ended, and it goes on where it was: what is no longer held it is told that it misses.
            receipt.joinAt(dialler.had(life));
            receipt.forfeit(join);
        } else {
            receipt.joinAt(join);
        }
        receipt.taken(dialler, 0);
        life.attach(session, dialler.index, join, 0);
    }

    private void takeOver(Accepted old, Accepted fresh) {
        Session predecessor = old.session;
        replace(old, "another process uses this identity");
        fresh.session.inherit(predecessor);
        for (OutboundStream stream : predecessor.outbound()) {
            Life life = stream.stream().streamId() < lives.length
                    ? lives[stream.stream().streamId()]
                    : null;
            if (life == stream.stream() && !stream.isEnded()) {
                Receipt receipt = life.receipt(fresh.dialler);
                if (!receipt.isHeard()) {
                    // After a session's end nobody is known; whoever came then has said nothing of what it had.
                    receipt.joinAt(stream.acknowledged());
                }
                receipt.taken(fresh.process, fresh.process.had(life));
                life.attach(fresh.session, fresh.dialler, stream);
            }
        }
        detach(predecessor);
        table.remove(old);
        superseded.put(predecessor.id(), world.nowNs() + settings.sessionTimeoutNs());
    }

    private void replace(Accepted known, String reason) {
        Joint older = known.joint;
        if (older != null) {
            known.session.reject(Reject.SUPERSEDED, reason);
            known.joint = null;
            known.session.disconnected();
            entrance.letGo(older.wire);
        }
    }

    private void carry(Accepted accepted, Cable cable, Handshake hello, int outcome) {
        world.note(this, " welcomes ", cable, outcome);
        accepted.joint = new Joint(this, world, accepted.session, cable.accepted, cable);
        accepted.session.accepted(cable.accepted, hello, outcome, world.nowNs());
    }

    // ---- carrying ----

    private void ended(Accepted accepted, Joint joint) {
        accepted.session.disconnected();
        unlinked(accepted);
        ending.put(accepted.session, new Farewell(world, joint.wire, accepted.session));
    }

    private void turn(Accepted accepted, Joint joint, boolean urgent) {
        try {
            joint.turn(urgent);
            if (accepted.session.isEnded()) {
                requireGoodbye(joint.cable, joint.cable.up);
                ended(accepted, joint);
            }
        } catch (MillraceException e) {
            if (accepted.session.isEnding()) {
                ended(accepted, joint);
                return;
            }
            world.note(this, " loses ", joint.cable, e);
            requirePlausible(e, joint.cable);
            if (e.errorClass() == ErrorClass.PROTOCOL) {
                accepted.session.accuse();
            }
            joint.close();
            unlinked(accepted);
        }
    }

    private void unlinked(Accepted accepted) {
        accepted.joint = null;
        accepted.unlinkedSinceNs = world.nowNs();
    }

    private void expire() {
        long nowNs = world.nowNs();
        superseded.values().removeIf(untilNs -> nowNs - untilNs >= 0);
        for (int i = table.size() - 1; i >= 0; i--) {
            Accepted accepted = table.get(i);
            if (accepted.joint == null && nowNs - accepted.unlinkedSinceNs >= settings.sessionTimeoutNs()) {
                end(accepted.session);
            }
        }
    }

    private void end(Session session) {
        Accepted accepted = known(session.id());
        if (accepted == null) {
            return;
        }
        world.note(this, " ends the session of dialler ", null, accepted.dialler);
        table.remove(accepted);
        for (OutboundStream stream : session.outbound()) {
            ((Life) stream.stream()).receipt(accepted.dialler).mayLose(true);
        }
        detach(session);
        for (int i = 0; i < FEEDS; i++) {
            feeds[FEEDS * accepted.dialler + i].cursorLost();
        }
    }

    private void detach(Session session) {
        session.end();
        for (Life life : lives) {
            if (life != null) {
                life.detach(session);
            }
        }
        replies.end(session);
    }

    // ---- closing its endpoint ----

    /** True if somebody who dials it now finds it there. */
    boolean isListening() {
        return isAlive() && (leave == null || !leave.saidGoodbye());
    }

    /** True once it has closed everything. */
    boolean isGone() {
        return gone;
    }

    private void depart(Leave present) {
        boolean linked = false;
        for (Accepted accepted : table) {
            linked |= accepted.joint != null;
        }
        if (!present.saidGoodbye() && present.isTimeForGoodbye(isDrained())) {
            for (Accepted accepted : table) {
                accepted.session.goodbye();
            }
        } else if (present.isOver(linked)) {
            gone = true;
        }
    }

    private boolean isDrained() {
        for (Life life : lives) {
            if (life != null && life.isAwaited()) {
                return false;
            }
        }
        for (ReplyPort port : replies.ports()) {
            if (port.life().isAwaited()) {
                return false;
            }
        }
        return true;
    }

    /** What remains of it when it is gone: nothing. */
    void release() {
        super.crash();
        for (Cable cable : world.cables()) {
            cable.accepted.close();
        }
    }

    @Override
    void crash() {
        super.crash();
        for (Cable cable : world.cables()) {
            if (world.dice().coin()) {
                cable.cut(world.dice());
            } else {
                cable.vanish(world.dice());
            }
            cable.accepted.close();
        }
    }

    // ---- what sessions ask for ----

    @Override
    int diallerOf(Session session) {
        return (int) session.id().high();
    }

    @Override
    @Nullable Session sessionOf(int dialler) {
        for (Accepted accepted : table) {
            if (accepted.dialler == dialler) {
                return accepted.session;
            }
        }
        return null;
    }

    @Override
    List<Session> sessions() {
        List<Session> list = new ArrayList<>(table.size());
        for (Accepted accepted : table) {
            list.add(accepted.session);
        }
        return list;
    }

    @Override
    void attach(Life life) {
        for (Accepted accepted : table) {
            long join = life.joinPosition();
            life.receipt(accepted.dialler).joinAt(join);
            life.receipt(accepted.dialler).taken(accepted.process, 0);
            life.attach(accepted.session, accepted.dialler, join, 0);
        }
    }

    @Override
    @Nullable Feed feed(Session session, String stream) {
        return named(stream, (int) session.id().high());
    }

    private @Nullable Feed named(String stream, int dialler) {
        return switch (stream) {
            case "up" -> feeds[FEEDS * dialler];
            case "log" -> feeds[FEEDS * dialler + 1];
            case Replies.STREAM -> feeds[FEEDS * dialler + 2];
            default -> null;
        };
    }

    @Override
    @Nullable Feed feedOf(Life from) {
        return from.owner() instanceof Dialler dialler ? named(from.name(), dialler.index) : null;
    }

    @Override
    @Nullable Life opened(Session session) {
        Accepted accepted = known(session.id());
        Joint joint = accepted == null ? null : accepted.joint;
        return joint == null ? null : joint.cable.up.reading();
    }

    @Override
    void restarted(Session session) {
        for (int i = 0; i < FEEDS; i++) {
            feeds[FEEDS * diallerOf(session) + i].restartSeen();
        }
    }

    @Override
    void controlWork() {
        for (int i = 0; i < table.size(); i++) {
            Joint joint = table.get(i).joint;
            if (joint != null) {
                joint.controlWork();
            }
        }
    }
}
