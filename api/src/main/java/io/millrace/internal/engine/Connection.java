// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.Session;
import io.millrace.spi.FrameLink;
import org.jspecify.annotations.Nullable;

/** A link and the session that it carries: one turn of polling, working and ticking. I/O agent's thread. */
final class Connection {

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
        MillraceException failed =
                failedAhead != null ? failedAhead : session.transmitter().takeFailure();
        if (failed != null) {
            throw failed;
        }
        int work = 0;
        try {
            agent.busy(true);
            int bytes = link.poll(session);
            long now = bytes > 0 ? agent.nanoTime() : nowNs;
            session.polled(bytes, now);
            work = (bytes > 0 ? 1 : 0) + session.work(now, false);
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
        return work + (session.transmitter().isCongested() || awaitsWritable ? continueWriting() : 0);
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
        if (session.isFilling() && !awaitsWritable) {
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

    /** A handler of some session wants room: take what acknowledgements are here. */
    void controlWork() {
        if (session.isHandling()) {
            session.lookAhead();
        } else {
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
        session.transmitter().trySend();
    }

    /** Everything that may wait for more is sent now, and the selector told what to wake for. */
    void beforeSleep(long nowNs) {
        try {
            // A handler that asked for its message again may be called from here, and take its time.
            agent.busy(true);
            session.work(nowNs, true);
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
     * A publisher has filled the link, and the selector does not know that it is to be written again; or one has begun a
     * burst: from then on no publisher wakes the agent.
     */
    boolean isOverlooked() {
        return session.transmitter().isCongested()
                ? !awaitsWritable
                : session.isUp() && session.burst().isOn();
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
