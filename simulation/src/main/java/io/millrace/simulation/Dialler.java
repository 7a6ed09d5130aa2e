// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.error.ErrorClass;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process that connects, and connects again: one session, one link at a time. */
final class Dialler extends Node {

    final int index;
    private final int number;
    private Session session;
    private final Feed[] feeds;
    private @Nullable Joint joint;
    private @Nullable Farewell farewell;
    private boolean rejected;
    private boolean gone;

    Dialler(World world, int index, int number) {
        super(world, "dialler-" + index);
        this.index = index;
        this.number = number;
        // The listener's feeds are found by the id's upper half.
        this.session = new Session(new SessionId(index, world.dice().next()), settings, this);
        this.feeds = new Feed[] {
            new Feed(world, this, "down", index),
            new Feed(world, this, "side", index),
            new Feed(world, this, Replies.STREAM, index)
        };
    }

    @Override
    void turn(boolean urgent) {
        replies.begin();
        Joint present = joint;
        Farewell end = farewell;
        if (end != null) {
            if (end.turn()) {
                farewell = null;
                renew();
                gone = leave != null && leave.saidGoodbye();
            }
            return;
        }
        if (leave != null && leave.isOver(present != null)) {
            gone = true;
        }
        if (present == null) {
            return;
        }
        try {
            present.turn(urgent);
            if (session.isEnded()) {
                requireGoodbye(present.cable, present.cable.down);
                ended(present);
            } else if (leave != null && leave.isTimeForGoodbye(isDrained())) {
                session.goodbye();
            }
        } catch (MillraceException e) {
            if (session.isEnding()) {
                ended(present);
            } else {
                lost(present, e);
            }
        }
    }

    private void ended(Joint present) {
        session.disconnected();
        joint = null;
        farewell = new Farewell(world, present.wire, session);
    }

    /** Both sides said goodbye: a new session, whose streams go on where the old one's acknowledgements ended. */
    private void renew() {
        Session old = session;
        Session next = new Session(new SessionId(index, world.dice().next()), settings, this);
        next.inherit(old);
        for (OutboundStream stream : old.outbound()) {
            Life life = stream.stream().streamId() < lives.length
                    ? lives[stream.stream().streamId()]
                    : null;
            if (life == stream.stream() && !stream.isEnded()) {
                life.attach(next, 0, stream);
                life.detach(old);
            }
        }
        replies.end(old);
        session = next;
    }

    private void lost(Joint present, MillraceException cause) {
        world.note(this, " loses ", present.cable, cause);
        requirePlausible(cause, present.cable);
        if (cause.errorClass() == ErrorClass.PROTOCOL && session.isUp()) {
            session.accuse();
        }
        present.close();
        joint = null;
        rejected |= cause.errorClass() == ErrorClass.PERMANENT;
    }

    /** Connects, if that is what it would do now. */
    boolean dial() {
        if (joint != null || farewell != null || rejected || gone || !isAlive()) {
            return false;
        }
        Cable cable = world.connect(this);
        if (cable == null) {
            return false;
        }
        joint = new Joint(this, world, session, cable.dialled, cable);
        session.dialled(cable.dialled, world.nowNs());
        return true;
    }

    private boolean isDrained() {
        for (Life life : lives) {
            if (life != null && life.isAwaited()) {
                return false;
            }
        }
        return true;
    }

    @Override
    void crash() {
        super.crash();
        Joint present = joint;
        if (present != null) {
            if (world.dice().coin()) {
                present.cable.cut(world.dice());
            } else {
                present.cable.vanish(world.dice());
            }
            present.wire.close();
            joint = null;
        }
        Farewell end = farewell;
        if (end != null) {
            end.close();
            farewell = null;
        }
    }

    /** The listener says that another process has its identity, or it has left. */
    boolean isOver() {
        return rejected || gone;
    }

    boolean isUp() {
        return session.isUp();
    }

    Session session() {
        return session;
    }

    @Nullable Joint joint() {
        return joint;
    }

    @Override
    int diallerOf(Session about) {
        return index;
    }

    @Override
    Session sessionOf(int dialler) {
        return session;
    }

    @Override
    List<Session> sessions() {
        return List.of(session);
    }

    @Override
    void attach(Life life) {
        life.attach(session, 0, life.oldestHeld(), 0);
    }

    @Override
    @Nullable Feed feed(Session about, String stream) {
        return named(stream);
    }

    private @Nullable Feed named(String stream) {
        for (Feed feed : feeds) {
            if (feed.stream().equals(stream)) {
                return feed;
            }
        }
        return null;
    }

    @Override
    @Nullable Feed feedOf(Life from) {
        return from.owner() instanceof Listener ? named(from.name()) : null;
    }

    @Override
    @Nullable Life opened(Session about) {
        Joint present = joint;
        return present == null ? null : present.cable.down.reading();
    }

    @Override
    void restarted(Session about) {
        for (Feed feed : feeds) {
            feed.restartSeen();
        }
    }

    /** True if it would go on where it was, were the listener to know nothing of it. */
    boolean hasCursor(Life of) {
        Feed feed = named(of.name());
        return feed != null && feed.hasCursor(of);
    }

    /** What it has had of a ring; 0 if it has no cursor of it. */
    long had(Life of) {
        Feed feed = named(of.name());
        return feed != null && feed.hasCursor(of) ? feed.had(of) : 0;
    }

    @Override
    void controlWork() {
        if (joint != null) {
            joint.controlWork();
        }
    }

    @Override
    public String toString() {
        return identity + (number == 0 ? "" : "/" + number);
    }
}
