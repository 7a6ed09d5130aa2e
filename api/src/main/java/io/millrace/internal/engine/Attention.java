// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.internal.session.AssemblyMemory;
import io.millrace.internal.session.HandledMessage;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import org.jspecify.annotations.Nullable;

/**
 * Looks a few times a heartbeat for what makes an endpoint DEGRADED though it works: a ring full for long or not to be
 * had, a handler that holds up the I/O thread or does not come back on its own, a heartbeat that is late. I/O agent's thread, except for {@link #stalled}.
 */
final class Attention {

    private static final long PRESSED_FOR_NS = 5_000_000_000L;
    /** A handler that runs for longer delays heartbeats of its own if nobody stands in. */
    private static final long STALL_NS = 1_000_000_000;
    /** So long after a stall the endpoint is still called degraded: one slow message in two is one fault, not many. */
    private static final long STALL_REMEMBERED_NS = 5_000_000_000L;

    private final EngineEndpoint endpoint;
    private final EndpointStatus status;
    private final EndpointStreams streams;
    private boolean pressed;
    private long pressedSinceNs;
    private boolean stallRemembered;
    private long stallSeenNs;
    private long stallLengthNs;
    private @Nullable HandledMessage stallAt;
    private boolean starved;
    private @Nullable String stalledClaim;
    private @Nullable HandledMessage stuckAside;
    private long stuckAsideNs;
    private long starvedSinceNs;

    /** How long the present handler has run, as the watchdog sees it; 0 if none runs for long. */
    private volatile long stalledForNs;

    private volatile @Nullable HandledMessage stalledAt;

    Attention(EngineEndpoint endpoint, EndpointStatus status, EndpointStreams streams) {
        this.endpoint = endpoint;
        this.status = status;
        this.streams = streams;
    }

    /**
     * A handler has held up the I/O thread for so long, and still does. The watchdog's thread.
     *
     * @param message what it is at; null if it is another endpoint's handler
     * @return true if that is news
     */
    boolean stalled(long forNs, @Nullable HandledMessage message) {
        if (forNs < STALL_NS) {
            return false;
        }
        boolean before = stalledForNs > 0;
        stalledAt = message;
        stalledForNs = forNs;
        return !before && message != null;
    }

    /** True while a handler holds up the I/O thread for long, and a moment after. Any thread. */
    boolean isStalled() {
        return stalledForNs > 0;
    }

    /** A handler stalls: told at once, as it may never end. On a thread of its own, if it holds up the agent's. */
    void tellStall(long forNs, HandledMessage message) {
        status.emit(new LifecycleEvent(
                Kind.HANDLER_STALLED,
                status.title(),
                status.session(),
                message.stream(),
                null,
                null,
                null,
                "the handler has run for " + forNs / 1_000_000 + " ms, at position " + message.position(),
                message.position(),
                LifecycleEvent.NO_POSITION,
                0,
                LifecycleEvent.NO_RETRY));
    }

    void tick(long nowNs) {
        watchPressure(nowNs);
        watchStall(nowNs);
        watchOwnRings(nowNs);
        watchClaims(nowNs);
        String why = reason(nowNs);
        if (why != null && status.is(LinkState.UP)) {
            status.degrade(why);
        } else if (why == null && status.is(LinkState.DEGRADED)) {
            status.become(LinkState.UP);
        }
        watchShortage(nowNs);
        tellWaitingMessages(nowNs);
        streams.refusals().tick(nowNs);
    }

    /** Messages that have had to wait for the memory they are put together in are counted, and told. */
    private void tellWaitingMessages(long nowNs) {
        AssemblyMemory memory = streams.assemblyMemory();
        for (long waits = memory.takeWaits(); waits > 0; waits--) {
            streams.refusals().refused(memory.full(), "a message waits", nowNs);
        }
    }

    private void watchPressure(long nowNs) {
        boolean isPressed = false;
        for (RingPublication publication : streams.publications()) {
            isPressed |= publication.isBackPressured();
            publication.fanOut().tick(nowNs);
        }
        if (isPressed && !pressed) {
            pressed = true;
            pressedSinceNs = nowNs;
            tell(Kind.BACK_PRESSURED, "a publication's ring is full");
        } else if (!isPressed && pressed) {
            pressed = false;
            tell(Kind.BACK_PRESSURE_RELIEVED, "there is room again");
        }
    }

    private void watchStall(long nowNs) {
        long length = stalledForNs;
        if (length > 0) {
            stalledForNs = 0;
            stallRemembered = true;
            stallSeenNs = nowNs;
            stallLengthNs = length;
            stallAt = stalledAt;
        } else if (stallRemembered && nowNs - stallSeenNs >= STALL_REMEMBERED_NS) {
            stallRemembered = false;
        }
    }

    /** Handlers on threads of their own hold nobody up, and are told of all the same. */
    private void watchOwnRings(long nowNs) {
        HandledMessage before = stuckAside;
        stuckAside = null;
        for (EngineSubscription subscription : streams.subscriptions().all()) {
            OwnRingWatch watch = subscription.watch();
            if (watch != null) {
                watch.look(nowNs);
                HandledMessage present = watch.present();
                if (present != null && watch.forNs(nowNs) >= STALL_NS) {
                    stuckAside = present;
                    stuckAsideNs = watch.forNs(nowNs);
                }
            }
        }
        HandledMessage now = stuckAside;
        if (now != null && !now.equals(before)) {
            tellStall(stuckAsideNs, now);
        }
    }

    /** What is published behind an open claim waits for it. */
    private void watchClaims(long nowNs) {
        RingClaim stalled = null;
        for (RingPublication publication : streams.publications()) {
            RingClaim claim = publication.stalledClaim(nowNs);
            stalled = claim == null ? stalled : claim;
        }
        String where = stalled == null ? null : stalled.whereabouts();
        if (where != null && !where.equals(stalledClaim)) {
            tell(Kind.CLAIM_STALLED, where + " has been open for more than 5 s: what is behind it is not sent");
        }
        stalledClaim = where;
    }

    private @Nullable String reason(long nowNs) {
        if (starved) {
            return "no memory for the ring of a publication";
        }
        if (pressed && nowNs - pressedSinceNs > PRESSED_FOR_NS) {
            return "a publication's ring has been full for more than 5 s";
        }
        if (stalledClaim != null) {
            return stalledClaim + " has been open for more than 5 s";
        }
        if (stuckAside != null) {
            return "a handler has run for " + stuckAsideNs / 1_000_000 + " ms on a thread of its own, " + stuckAside;
        }
        if (stallRemembered) {
            String what = "a handler held up the I/O thread for " + stallLengthNs / 1_000_000 + " ms";
            return stallAt == null ? what + ", of another endpoint" : what + ", " + stallAt;
        }
        return endpoint.isHeartbeatLate(nowNs) ? "the peer's heartbeat is late" : null;
    }

    /** A ring cannot be had: its publishers are back-pressured, each second they try again, after a minute it is over. */
    private void watchShortage(long nowNs) {
        MillraceException shortage = null;
        for (RingPublication publication : streams.publications()) {
            MillraceException cause = publication.published().shortage();
            shortage = cause == null ? shortage : cause;
        }
        if (shortage == null) {
            starved = false;
        } else if (!starved) {
            starved = true;
            starvedSinceNs = nowNs;
        } else if (nowNs - starvedSinceNs >= Judge.SHORTAGE_LIMIT_NS
                && status.state().canBecome(LinkState.FAILED)) {
            starved = false;
            endpoint.giveUp(shortage);
        }
    }

    private void tell(Kind kind, String detail) {
        status.emit(LifecycleEvent.of(kind, status.title(), status.session(), detail, null));
    }
}
