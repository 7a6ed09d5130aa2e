// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.RejectedException;
import io.millrace.internal.access.Gatekeeper;
import io.millrace.internal.access.Grant;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;

/**
 * The door of a listener: takes links, waits for their HELLO, hands those that said one to the listener, and turns the
 * others away. I/O agent's thread.
 *
 * <p>What strangers can cost is limited. Where a limit is reached, the link that has waited longest without saying HELLO
 * makes way, so that a flood of connections that say nothing keeps nobody out who does.
 */
final class Reception {

    private static final int ACCEPTS_PER_TURN = 8;
    private static final long ACCEPT_PAUSE_NS = 100_000_000;

    /** Short enough not to be noticed, long enough to be worth a turn. */
    private static final long RATE_PAUSE_NS = 10_000_000;

    private final ListeningEndpoint endpoint;
    private final Refusals refusals;
    private final Threshold threshold;
    private final PendingLinks pending = new PendingLinks();
    private final Farewells farewells = new Farewells();
    private final int acceptsPerSecond;
    private final TokenBucket arrivals;
    private LinkAcceptor acceptor;
    private boolean open = true;
    private boolean closed;
    private boolean isolated;
    private boolean held;
    private long acceptAgainNs;

    Reception(ListeningEndpoint endpoint, ListenerLimits limits, LinkAcceptor acceptor) {
        this.endpoint = endpoint;
        this.refusals = endpoint.streams().refusals();
        this.acceptor = acceptor;
        this.threshold = new Threshold(limits);
        this.acceptsPerSecond = limits.acceptsPerSecond();
        this.arrivals = new TokenBucket(
                acceptsPerSecond, acceptsPerSecond, endpoint.agent().nanoTime());
    }

    void start(long nowNs) {
        acceptAgainNs = nowNs;
    }

    /** Accepts what has come, and greets what has said HELLO. */
    int turn(long nowNs) {
        int work = open && nowNs - acceptAgainNs >= 0 ? accept(nowNs) : 0;
        return pending.size() == 0 ? work : work + greet(nowNs);
    }

    /** Links that were turned away are read until they are closed. */
    void seeOff(long nowNs) {
        if (!farewells.isEmpty()) {
            farewells.turn(nowNs);
        }
    }

    /** When it next has something to do by itself. */
    long deadlineNs() {
        PendingLink oldest = pending.oldest();
        long deadlineNs = oldest == null ? Long.MAX_VALUE : oldest.deadlineNs() + 1;
        return held && open ? Math.min(deadlineNs, acceptAgainNs) : deadlineNs;
    }

    private int accept(long nowNs) {
        int accepted = 0;
        try {
            while (accepted < ACCEPTS_PER_TURN) {
                if (!arrivals.hasAny(nowNs)) {
                    holdOff(nowNs);
                    break;
                }
                FrameLink link = acceptor.accept();
                if (link == null) {
                    letCome();
                    break;
                }
                if (held) {
                    tooFast(nowNs);
                }
                accepted++;
                arrivals.take(nowNs);
                arrive(link, nowNs);
            }
        } catch (MillraceException e) {
            if (e.errorClass() == ErrorClass.PERMANENT) {
                endpoint.giveUp(e);
                return accepted;
            }
            acceptAgainNs = nowNs + ACCEPT_PAUSE_NS;
            refusals.refused(e, "accepting failed", nowNs);
        }
        return accepted;
    }

    /** The system keeps the rest; it is not asked for them, and does not wake anybody for them. */
    private void holdOff(long nowNs) {
        held = true;
        acceptAgainNs = nowNs + RATE_PAUSE_NS;
        acceptor.awaitPending(false);
    }

    private void letCome() {
        if (held) {
            held = false;
            acceptor.awaitPending(true);
        }
    }

    private void tooFast(long nowNs) {
        letCome();
        refusals.refused(
                MillraceException.of(
                        ErrorCode.TOO_MANY_ARRIVALS,
                        "connections come faster than " + acceptsPerSecond + " a second (accept-rate)",
                        "nothing: the system keeps the rest until they are taken; raise accept-rate if they are welcome"),
                "accepting paused",
                nowNs);
    }

    private void arrive(FrameLink link, long nowNs) {
        if (!isPrivate(link, nowNs)) {
            return;
        }
        String host = link.peerHost();
        MillraceException full = threshold.reached(host, pending.size());
        if (full != null) {
            PendingLink idle = full.code() == ErrorCode.TOO_MANY_FROM_HOST ? pending.oldestOf(host) : pending.oldest();
            if (idle == null) {
                turnAway(link, full, Reject.LIMIT, nowNs);
                return;
            }
            refusals.refused(full, "made way: " + idle.link().description(), nowNs);
            pending.remove(idle);
            threshold.leave(idle.host());
            idle.link().close();
        }
        threshold.enter(host);
        pending.add(
                new PendingLink(link, host, nowNs + endpoint.config().session().handshakeTimeoutNs()));
    }

    private boolean isPrivate(FrameLink link, long nowNs) {
        try {
            endpoint.transport().check(link);
            return true;
        } catch (MillraceException e) {
            refuse(link, e, nowNs);
            return false;
        }
    }

    private int greet(long nowNs) {
        int work = 0;
        for (int looks = pending.looks(); looks > 0 && pending.size() > 0; looks--) {
            PendingLink link = pending.next();
            if (look(link, nowNs)) {
                work++;
            } else {
                pending.putBack(link);
            }
        }
        for (PendingLink late = pending.oldest(); late != null && late.isLate(nowNs); late = pending.oldest()) {
            work++;
            // Its turn to be looked at may not have come since its HELLO did
            if (!look(late, nowNs)) {
                pending.remove(late);
                refuse(late, late.late(), nowNs);
            }
        }
        return work;
    }

    /** True if it waits no longer. */
    private boolean look(PendingLink link, long nowNs) {
        Handshake hello;
        try {
            hello = link.poll();
        } catch (MillraceException e) {
            pending.remove(link);
            refuse(link, e, nowNs);
            return true;
        }
        if (hello == null) {
            return false;
        }
        pending.remove(link);
        endpoint.totals().greeted(link.received());
        admit(link.link(), hello, nowNs);
        return true;
    }

    private void refuse(PendingLink link, MillraceException cause, long nowNs) {
        threshold.leave(link.host());
        refuse(link.link(), cause, nowNs);
    }

    private void refuse(FrameLink link, MillraceException cause, long nowNs) {
        refusals.refused(cause, "from " + link.description(), nowNs);
        if (cause.code() == ErrorCode.PEER_NOT_ALLOWED) {
            farewells.reject(link, Reject.AUTH, 0, "not on the list of those who may connect", nowNs);
            return;
        }
        switch (cause.errorClass()) {
            case PROTOCOL, PERMANENT -> farewells.reject(link, Reject.NOT_MILLRACE, 0, "", nowNs);
            default -> farewells.letGoStranger(link, nowNs);
        }
    }

    private void admit(FrameLink link, Handshake hello, long nowNs) {
        if (!open) {
            reject(link, Reject.DRAINING, "closing", nowNs);
        } else if (isolated) {
            reject(link, Reject.DRAINING, "taken out of service by its operator", nowNs);
        } else if (hello.minVersion() > FrameDescriptor.VERSION || hello.maxVersion() < FrameDescriptor.VERSION) {
            reject(link, Reject.VERSION, "this end speaks version " + FrameDescriptor.VERSION, nowNs);
        } else {
            ask(link, hello, nowNs);
        }
    }

    private void ask(FrameLink link, Handshake hello, long nowNs) {
        Grant grant;
        try {
            grant = endpoint.streams().access().admit(link, hello, nowNs);
        } catch (RejectedException e) {
            // The peer learns the code; what was wrong stays here.
            threshold.leave(link.peerHost());
            refusals.refused(e, "rejected " + link.description(), nowNs);
            farewells.reject(link, Gatekeeper.rejectCode(e), 0, "", nowNs);
            return;
        }
        endpoint.admit(link, hello, grant, nowNs);
    }

    /** Somebody who has said HELLO is not admitted. */
    void reject(FrameLink link, int code, String reason, long nowNs) {
        threshold.leave(link.peerHost());
        refusals.refused(
                MillraceException.of(
                        codeOf(code), "a peer was refused: " + Reject.codeName(code) + ", " + reason, "see its log"),
                "rejected " + link.description() + ": " + Reject.codeName(code) + ", " + reason,
                nowNs);
        farewells.reject(link, code, 0, reason, nowNs);
    }

    private static ErrorCode codeOf(int reject) {
        return switch (reject) {
            case Reject.VERSION -> ErrorCode.REJECTED_VERSION;
            case Reject.SCHEMA -> ErrorCode.REJECTED_SCHEMA;
            case Reject.AUTH -> ErrorCode.REJECTED_AUTH;
            case Reject.SUPERSEDED -> ErrorCode.SUPERSEDED;
            case Reject.LIMIT -> ErrorCode.REJECTED_LIMIT;
            case Reject.GUARANTEE -> ErrorCode.REJECTED_GUARANTEE;
            case Reject.DRAINING -> ErrorCode.REJECTED_DRAINING;
            case Reject.NOT_MILLRACE -> ErrorCode.NOT_MILLRACE;
            default -> ErrorCode.REJECTED_OVERLOADED;
        };
    }

    /** Somebody who has said HELLO is one too many. */
    void rejectFull(FrameLink link, MillraceException full, long nowNs) {
        threshold.leave(link.peerHost());
        turnAway(link, full, Reject.LIMIT, nowNs);
    }

    private void turnAway(FrameLink link, MillraceException full, int code, long nowNs) {
        refusals.refused(full, "turned away " + link.description(), nowNs);
        // Not all at once
        int retryAfterMs = 1000 + endpoint.runtime().random().nextInt(4000);
        farewells.reject(link, code, retryAfterMs, full.detail(), nowNs);
    }

    /** True while a link that is let go is still read. */
    boolean hasFarewells() {
        return !farewells.isEmpty();
    }

    /** A link that was told to go by its session. */
    void letGo(FrameLink link, long nowNs) {
        farewells.letGoPeer(link, nowNs);
    }

    /** A link that had been admitted carries nothing any more. */
    void left(FrameLink link) {
        threshold.leave(link.peerHost());
    }

    /** Nobody new is taken. */
    void stop() {
        open = false;
        if (!closed) {
            closed = true;
            acceptor.close();
        }
    }

    /** Whoever says HELLO is asked to come back later. */
    void admitNobody(boolean isIsolated) {
        isolated = isIsolated;
    }

    boolean isOpen() {
        return open;
    }

    /** Bound again after a failure. */
    void reopen(LinkAcceptor bound) {
        acceptor = bound;
        open = true;
        closed = false;
        held = false;
    }

    void letGoOfAll() {
        for (PendingLink link = pending.poll(); link != null; link = pending.poll()) {
            threshold.leave(link.host());
            link.link().close();
        }
        farewells.close();
    }

    void close() {
        stop();
        letGoOfAll();
    }
}
