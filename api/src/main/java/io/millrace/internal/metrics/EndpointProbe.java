// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.metrics;

import io.millrace.EndpointCounters;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What meters read of one endpoint: plain numbers that the I/O agent renews a few times a heartbeat, so that reading them
 * asks nobody and costs no message anything. Written by the I/O agent, read by any thread.
 */
public final class EndpointProbe {

    /** A snapshot of the levels that no counter holds. */
    public record Levels(int sessions, long lagBytes, double ringFill) {}

    private final String role;
    private final String uri;
    private final int number;
    private final Map<LinkState, AtomicLong> transitions = counts(LinkState.class);
    private final Map<ErrorCode, AtomicLong> attemptsFailed = counts(ErrorCode.class);
    private volatile EndpointCounters counters;
    private volatile Levels levels = new Levels(0, 0, 0);
    private volatile LinkState state = LinkState.NEW;
    private volatile long recoveries;
    private volatile long recoveryNs;
    private volatile long pressedNs;
    private boolean away;
    private long awaySinceNs;
    private long lastUpdateNs;

    /** A number for each constant; the map itself does not change any more. */
    private static <E extends Enum<E>> Map<E, AtomicLong> counts(Class<E> type) {
        Map<E, AtomicLong> counts = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counts.put(constant, new AtomicLong());
        }
        return counts;
    }

    private static <E extends Enum<E>> AtomicLong of(Map<E, AtomicLong> counts, E constant) {
        return Objects.requireNonNull(counts.get(constant));
    }

    public EndpointProbe(String role, String uri, int number, EndpointCounters none, long nowNs) {
        this.role = role;
        this.uri = uri;
        this.number = number;
        this.counters = none;
        this.lastUpdateNs = nowNs;
    }

    public String role() {
        return role;
    }

    public String uri() {
        return uri;
    }

    public int number() {
        return number;
    }

    // ---- the I/O agent ----

    /** The numbers of now. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void update(EndpointCounters newest, Levels present, boolean isPressed, long nowNs) {
        counters = newest;
        levels = present;
        if (isPressed) {
            pressedNs += nowNs - lastUpdateNs;
        }
        lastUpdateNs = nowNs;
    }

    /** The endpoint, not one of its sessions, tells something. */
    public void on(LifecycleEvent event, long nowNs) {
        LinkState to = event.to();
        if (event.kind() == Kind.STATE_CHANGED && to != null) {
            state = to;
            of(transitions, to).incrementAndGet();
            watchRecovery(event.from(), to, nowNs);
        }
    }

    /** An attempt to connect failed, or somebody who came was turned away. */
    public void attemptFailed(ErrorCode code) {
        of(attemptsFailed, code).incrementAndGet();
    }

    private void watchRecovery(@Nullable LinkState from, LinkState to, long nowNs) {
        boolean worked = from == LinkState.UP || from == LinkState.DEGRADED;
        if (worked && (to == LinkState.BACKOFF || to == LinkState.FAILED)) {
            away = true;
            awaySinceNs = nowNs;
        } else if (to == LinkState.UP && away) {
            away = false;
            recovered(nowNs - awaySinceNs);
        } else if (to == LinkState.ISOLATED) {
            away = false;
        }
    }

    /** A session went on after so long. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void recovered(long afterNs) {
        recoveries++;
        recoveryNs += afterNs;
    }

    // ---- any thread ----

    public EndpointCounters counters() {
        return counters;
    }

    public Levels levels() {
        return levels;
    }

    public boolean isIn(LinkState other) {
        return state == other;
    }

    public long transitions(LinkState to) {
        return of(transitions, to).get();
    }

    public long attemptsFailed(ErrorCode code) {
        return of(attemptsFailed, code).get();
    }

    public long recoveries() {
        return recoveries;
    }

    public long recoveryNs() {
        return recoveryNs;
    }

    public double pressedSeconds() {
        return pressedNs / 1e9;
    }
}
