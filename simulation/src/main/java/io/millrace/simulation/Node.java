// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Message;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.LaneConsumer;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionHost;
import io.millrace.internal.session.SessionSettings;
import io.millrace.internal.session.Subscriber;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One process: publications, handlers, sessions, and what the engine does around them. It may crash, and takes all its
 * memory with it.
 */
abstract class Node implements SessionHost {

    private static final int NOT_HANDLED = -1;
    private static final SubscriptionOptions OWN_RING =
            SubscriptionOptions.builder().ownRing(32 << 10).build();

    final World world;
    final String identity;
    final SessionSettings settings;

    /** By stream id. */
    final @Nullable Life[] lives = new @Nullable Life[World.FIRST_REPLY_ID];

    final Replies replies;

    private final List<Subscriber> subscribers = new ArrayList<>(3);
    private final List<LaneConsumer> consumers = new ArrayList<>(0);
    /** Once it closes its endpoint. */
    @Nullable Leave leave;

    private boolean crashed;
    private long stuckUntilNs = Long.MIN_VALUE / 2;
    private int inHandler = NOT_HANDLED;

    Node(World world, String identity) {
        this.world = world;
        this.identity = identity;
        this.replies = new Replies(world, this);
        this.settings = new SessionSettings(
                identity,
                1 << 16,
                1 << 16,
                1 << 16,
                false,
                Plan.HEARTBEAT_NS,
                Plan.DEAD_AFTER_NS,
                Plan.HANDSHAKE_TIMEOUT_NS,
                world.plan().sessionTimeoutNs,
                Plan.ACKNOWLEDGE_AFTER_NS);
    }

    // ---- the engine's part ----

    /** One turn of its thread. */
    abstract void turn(boolean urgent);

    /** The sessions that are known, with and without a link. */
    abstract Iterable<Session> sessions();

    /** What comes in by a session under a name; null if that is a stream of ours. */
    abstract @Nullable Feed feed(Session session, String stream);

    abstract void attach(Life life);

    /** Whose session it is. */
    abstract int diallerOf(Session session);

    /** The session that a dialler has at present. */
    abstract @Nullable Session sessionOf(int dialler);

    @Override
    public Publication reply(Session session) {
        return replies.of(session);
    }

    /** Closes its endpoint: drains, says goodbye, and is gone. */
    void leave() {
        leave = new Leave(world);
        for (Life life : lives) {
            if (life != null) {
                life.refuse();
            }
        }
    }

    boolean isLeaving() {
        return leave != null;
    }

    @Override
    public boolean isDraining() {
        return leave != null && !leave.saidGoodbye();
    }

    boolean isAlive() {
        return !crashed;
    }

    void crash() {
        crashed = true;
    }

    /** A publication under a stream id; null while the one before it is not over. */
    @Nullable Life publish(String stream, int streamId) {
        if (lives[streamId] != null) {
            return null;
        }
        Life life = world.newLife(this, stream, streamId, FrameDescriptor.KIND_DATA);
        lives[streamId] = life;
        attach(life);
        return life;
    }

    /** The publication is over: its number is free. */
    void forget(Life life) {
        lives[life.streamId()] = null;
    }

    // ---- handlers ----

    void subscribe(String stream) {
        if (subscriber(stream) != null) {
            return;
        }
        boolean own = world.plan().hasOwnRing(stream);
        LaneConsumer consumer = own ? new LaneConsumer(() -> {}) : null;
        Subscriber subscriber = new Subscriber(
                stream,
                null,
                message -> onMessage(message, own),
                own ? OWN_RING : SubscriptionOptions.defaults(),
                new Failures(),
                consumer);
        subscribers.add(subscriber);
        if (consumer != null) {
            consumers.add(consumer);
        }
        for (Session session : sessions()) {
            if (session.isUp()) {
                session.subscribed(subscriber);
            }
        }
    }

    void unsubscribe(String stream) {
        Subscriber subscriber = subscriber(stream);
        if (subscriber == null) {
            return;
        }
        subscribers.remove(subscriber);
        subscriber.close();
        // The thread of one that is closed finds nothing to do: it need not be known which it was.
        for (Session session : sessions()) {
            session.unsubscribed(subscriber);
        }
    }

    @Override
    public @Nullable Subscriber subscriber(String stream) {
        for (int i = 0; i < subscribers.size(); i++) {
            if (subscribers.get(i).stream().equals(stream)) {
                return subscribers.get(i);
            }
        }
        return null;
    }

    /** One turn of the threads of subscriptions with rings of their own. */
    void turnConsumers() {
        for (int i = 0; i < consumers.size(); i++) {
            consumers.get(i).doWork(world.nowNs());
        }
    }

    private Action onMessage(Message message, boolean own) {
        if (crashed) {
            throw new Violation(this + " was handed a message after its crash");
        }
        if (inHandler != NOT_HANDLED) {
            throw new Violation(this + ": a handler was called from within a handler");
        }
        inHandler = 0;
        try {
            return handle(message, own);
        } finally {
            inHandler = NOT_HANDLED;
        }
    }

    private Action handle(Message message, boolean own) {
        Dice dice = world.dice();
        Plan plan = world.plan();
        boolean again = world.isFaulty() && (dice.percent(plan.retryPercent) || world.nowNs() - stuckUntilNs < 0);
        Life from = world.life(Content.epochOf(message.length() >= Long.BYTES ? message.getLong(0) : 0));
        Feed feed = from == null ? null : feedOf(from);
        if (feed == null) {
            throw new Violation(this + " was handed " + message + ", which nobody published");
        }
        if (!own && dice.percent(plan.lookAheadPercent)) {
            controlWork();
        }
        if (world.isFaulty() && dice.percent(plan.echoPercent)) {
            Life out = lives[1];
            if (out != null) {
                out.offer(Content.LEAST_LENGTH + dice.below(60));
            }
        }
        feed.handed(message, !again);
        if (world.isFaulty() && !feed.stream().equals(Replies.STREAM) && dice.percent(plan.replyPercent)) {
            reply(message, feed);
        }
        if (!again && world.isFaulty() && dice.percent(plan.failPercent)) {
            throw new IllegalArgumentException("a handler's mistake");
        }
        return again ? Action.RETRY : Action.CONTINUE;
    }

    /** An answer goes to the session that the message came over; if that is over, to nobody. */
    private void reply(Message message, Feed feed) {
        ReplyPort port = (ReplyPort) message.reply();
        Session present = sessionOf(feed.dialler());
        if (port.session() != present && !(port.isClosed() && feed.isInherited(message, present))) {
            throw new Violation(this + ": the answer to " + message + " goes to a session that is not the present one");
        }
        port.reply(Content.LEAST_LENGTH + world.dice().below(60));
    }

    /** Its handlers do nothing until then, but ask for their messages again. */
    void stuckUntil(long timeNs) {
        stuckUntilNs = timeNs;
    }

    abstract @Nullable Feed feedOf(Life from);

    /** A handler wants room: the links' control frames are taken. */
    abstract void controlWork();

    // ---- what sessions tell ----

    @Override
    public void event(
            Session session,
            Kind kind,
            String stream,
            long fromPosition,
            long toPosition,
            String detail,
            @Nullable MillraceException cause) {
        if (world.isTraced()) {
            world.note(this + " " + kind + " " + stream + (fromPosition < 0 ? "" : " " + fromPosition)
                    + (toPosition < 0 ? "" : ".." + toPosition) + (detail.isEmpty() ? "" : ", " + detail));
        }
        Feed feed = stream.isEmpty() ? null : feed(session, stream);
        if (kind == Kind.SESSION_RESTARTED) {
            restarted(session);
        } else if (feed != null) {
            tell(feed, session, kind, fromPosition, toPosition, detail);
        }
    }

    private void tell(Feed feed, Session session, Kind kind, long fromPosition, long toPosition, String detail) {
        switch (kind) {
            case GAP -> feed.gapSeen(fromPosition, toPosition);
            case STREAM_OPENED -> feed.opened(opened(session), fromPosition);
            case STREAM_CLOSED -> {
                if (detail.equals("ended")) {
                    feed.ended();
                } else if (detail.startsWith("not opened again")) {
                    feed.forgotten();
                } else {
                    feed.endSeen();
                }
            }
            default -> {
                // For people.
            }
        }
    }

    /** The ring that the peer has just announced. */
    abstract @Nullable Life opened(Session session);

    abstract void restarted(Session session);

    @Override
    public void sendFailed() {
        // Every turn looks.
    }

    /** A session ends because one of its ends closes, and for nothing else; and not before the peer has said goodbye too. */
    void requireGoodbye(Cable cable, Tap peers) {
        if (!cable.dialler.isLeaving() && !cable.listener.isLeaving()) {
            throw new Violation("the session of " + cable + " was ended, and nobody said goodbye");
        }
        if (!peers.hasSaidGoodbye()) {
            throw new Violation(
                    this + " takes the session of " + cable + " for ended, and waits for the goodbye from " + peers);
        }
    }

    /** What ended a link: a mistake of ours, or one of the faults that are played. */
    void requirePlausible(MillraceException cause, Cable cable) {
        ErrorClass errorClass = cause.errorClass();
        boolean hole = cause.code() == ErrorCode.UNEXPECTED_POSITION || cause.code() == ErrorCode.TAIL_LOSS;
        boolean wrong =
                switch (errorClass) {
                    case PROTOCOL -> !cable.tampered && !cable.accused;
                    case BUG, FATAL -> true;
                    case PERMANENT -> cause.code() != ErrorCode.SUPERSEDED;
                    case TRANSIENT, OVERLOAD, RESOURCE ->
                        (hole && !cable.lossy) || cause.code() == ErrorCode.BAD_CHECKSUM;
                };
        if (wrong) {
            throw new Violation(this + " gave its link up: " + cause, cause);
        }
    }

    @Override
    public String toString() {
        return identity;
    }
}
