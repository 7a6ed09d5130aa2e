// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.Session;
import io.millrace.spi.FrameLink;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A link and the session that it carries: one turn of polling, working and ticking. I/O agent's thread. */
final class Connection {

    /** A link that can no longer be written is read for so long at most: more than socket buffers hold. */
    private static final int LAST_POLLS = 256;

    private final IoAgent agent;
    private final FrameLink link;
    private final Session session;
    private boolean awaitsWritable;
    private @Nullable MillraceException failedAhead;

    Connection(IoAgent agent, FrameLink link, Session session) {
        this.agent = agent;
        this.link = link;
        this.session = session;
    }

    FrameLink link() {
        return link;
    }

    Session session() {
        return session;
    }

    /**
     * One turn.
     *
     * @return work done
     * @throws MillraceException if the link must be given up
     */
    int turn(long nowNs, boolean ticking) {
        if (failedAhead != null) {
            throw failedAhead;
        }
        if (session.transmitter().hasFailed()) {
            throw writeFailed(nowNs);
        }
        int work = 0;
        try {
            agent.busy(true);
            int bytes = link.poll(session);
            long now = bytes > 0 ? agent.nanoTime() : nowNs;
            session.polled(bytes, now);
            work = (bytes > 0 ? 1 : 0) + work(now, false);
            agent.busy(false);
            if (ticking) {
                session.tick(now);
            }
        } catch (MillraceException e) {
            throw e;
        } catch (RuntimeException e) {
            throw internal(e);
        } finally {
            agent.busy(false);
        }
        if (session.transmitter().isCongested() || awaitsWritable) {
            work += continueWriting();
        }
        if (work > 0 && !agent.isSending() && session.hasSendWork()) {
            // An acknowledgement has made room, or a link has: what waited for it is the sender's.
            agent.wakeSender();
        }
        return work;
    }

    /**
     * The link takes nothing any more, but what the peer had sent before is still here: its last acknowledgements, and
     * perhaps why it went. They count for more than the failure.
     */
    private MillraceException writeFailed(long nowNs) {
        try {
            agent.busy(true);
            int bytes;
            for (int polls = 0; polls < LAST_POLLS && (bytes = link.poll(session)) > 0; polls++) {
                session.polled(bytes, nowNs);
            }
        } catch (MillraceException e) {
            return e;
        } catch (RuntimeException e) {
            return internal(e);
        } finally {
            agent.busy(false);
        }
        return Objects.requireNonNull(session.transmitter().takeFailure(), "only this thread takes it");
    }

    private int work(long nowNs, boolean urgent) {
        return agent.isSending() ? session.work(nowNs, urgent) : session.process(nowNs, urgent);
    }

    /** Sends what publishers have left. The sender's thread, in DEDICATED threading. */
    int send(long nowNs, boolean urgent) {
        boolean before = session.transmitter().isCongested();
        int work = session.send(nowNs, urgent);
        if (!before && session.transmitter().isCongested()) {
            // The I/O agent may have gone to sleep without asking to be woken when the link can be written again.
            agent.wakeup();
        }
        return work;
    }

    /** True if the sender must not sleep. Any thread. */
    boolean hasSendWork() {
        return session.hasSendWork() || isBursting();
    }

    private boolean isBursting() {
        return session.transmitter().isLinked()
                && !session.transmitter().isCongested()
                && session.burst().isOn();
    }

    private InternalException internal(RuntimeException cause) {
        return new InternalException(
                ErrorCode.INTERNAL,
                "the I/O thread failed on " + link.description() + ": " + cause,
                "please report it; the link is closed and dialled again",
                cause);
    }

    /** A write fell short: the selector says when the next one pays. */
    private int continueWriting() {
        if (session.isFilling() && session.isUp() && !awaitsWritable) {
            // Publishers that are refused try the link themselves, as long as they are there.
            return 0;
        }
        if (!awaitsWritable) {
            awaitWritable(true);
            return 0;
        }
        if (!link.isWritable()) {
            return 0;
        }
        awaitWritable(false);
        return session.transmitter().trySend();
    }

    /**
     * A publisher wants room, and stands in for the agent: take what acknowledgements are here. If messages come over the
     * link as well, they are left to the agent, whose cycles are short then.
     */
    void takeAcknowledgements() {
        if (session.isUp() && failedAhead == null && !session.isReceiving()) {
            pollHolding();
        }
    }

    /** A handler of some session wants room: take what acknowledgements are here. */
    void controlWork() {
        if (session.isHandling()) {
            session.lookAhead();
        } else if (session.isUp() && failedAhead == null) {
            // A link that has failed is not read again: what it had not taken would come a second time. The greeting
            // is left to the turn, which tells the endpoint of it.
            pollHolding();
        }
        session.transmitter().trySend();
    }

    /** Polls; messages among what comes are kept for later. */
    private void pollHolding() {
        session.hold(true);
        try {
            int bytes = link.poll(session);
            if (bytes > 0) {
                // A sign of life, which the next poll of its own will not see.
                session.polled(bytes, agent.nanoTime());
            }
        } catch (RuntimeException e) {
            // Not the affair of the handler that asked: the link is given up at its own turn.
            failedAhead = e instanceof MillraceException known ? known : internal(e);
        } finally {
            session.hold(false);
        }
    }

    /** Everything that may wait for more is sent now, and the selector told what to wake for. */
    void beforeSleep(long nowNs) {
        try {
            // A handler that asked for its message again may be called from here, and take its time.
            agent.busy(true);
            work(nowNs, true);
        } catch (RuntimeException e) {
            failedAhead = e instanceof MillraceException known ? known : internal(e);
        } finally {
            agent.busy(false);
        }
        if (session.transmitter().isCongested() && !awaitsWritable) {
            awaitWritable(true);
        }
    }

    /**
     * A write has failed; or a publisher has filled the link, and the selector does not know that it is to be written
     * again; or one has begun a burst: from then on no publisher wakes the agent. Or a subscription's own thread has done
     * something to tell the peer.
     */
    boolean isOverlooked() {
        if (session.transmitter().hasFailed()) {
            return true;
        }
        return session.transmitter().isCongested()
                ? !awaitsWritable
                : (agent.isSending() && session.isUp() && session.burst().isOn()) || session.hasLaneNews();
    }

    private void awaitWritable(boolean interested) {
        awaitsWritable = interested;
        link.awaitWritable(interested);
    }

    /** The link is over; the session may go on over another. */
    void close() {
        session.disconnected();
        link.close();
    }
}
