// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.supervision;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where an endpoint, or one session of a listening endpoint, stands. Any thread may read a state; only the engine moves
 * one, and a move that {@link #canBecome} refuses is a bug of ours.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>what it means</th><th>a publication</th></tr>
 * <tr><td>{@link #NEW}</td><td>made, not started</td><td>refuses</td></tr>
 * <tr><td>{@link #STARTING}</td><td>acquires what it needs: binds, opens (at most 10 s)</td><td>accepts into the ring</td></tr>
 * <tr><td>{@link #CONNECTING}</td><td>dials and shakes hands (at most 5 s each)</td><td>accepts into the ring</td></tr>
 * <tr><td>{@link #UP}</td><td>works</td><td>accepts and sends</td></tr>
 * <tr><td>{@link #DEGRADED}</td><td>works, but something needs attention: back-pressure over 5 s, a stalled handler, a late
 * heartbeat</td><td>accepts and sends</td></tr>
 * <tr><td>{@link #BACKOFF}</td><td>the peer is away; waits before the next attempt</td><td>accepts into the ring</td></tr>
 * <tr><td>{@link #ISOLATED}</td><td>taken out of service by the operator</td><td>fails fast</td></tr>
 * <tr><td>{@link #DRAINING}</td><td>closing: lets go of what was accepted (at most 5 s)</td><td>refuses</td></tr>
 * <tr><td>{@link #FAILED}</td><td>a permanent cause; nothing happens until someone restarts it</td><td>fails fast with
 * the cause</td></tr>
 * <tr><td>{@link #CLOSED}</td><td>over, for good</td><td>refuses</td></tr>
 * </table>
 */
public enum LinkState {
    NEW,
    STARTING,
    CONNECTING,
    UP,
    DEGRADED,
    BACKOFF,
    ISOLATED,
    DRAINING,
    FAILED,
    CLOSED;

    /** Whether a link may go from this state to {@code next}. A state never becomes itself. */
    public boolean canBecome(LinkState next) {
        return successors().contains(next);
    }

    /** Whether a publication takes messages: at once, or into its ring until the peer is back. */
    public boolean acceptsOffers() {
        return switch (this) {
            case STARTING, CONNECTING, UP, DEGRADED, BACKOFF -> true;
            case NEW, ISOLATED, DRAINING, FAILED, CLOSED -> false;
        };
    }

    // Spelled out, the general rules included ("every state but CLOSED may go to DRAINING or CLOSED", "CONNECTING, UP
    // and
    // DEGRADED to ISOLATED"), so that a row can be compared with the documentation at a glance.
    private Set<LinkState> successors() {
        return switch (this) {
            case NEW -> EnumSet.of(STARTING, DRAINING, CLOSED);
            case STARTING -> EnumSet.of(CONNECTING, UP, FAILED, DRAINING, CLOSED);
            case CONNECTING -> EnumSet.of(UP, BACKOFF, FAILED, ISOLATED, DRAINING, CLOSED);
            case UP -> EnumSet.of(DEGRADED, BACKOFF, FAILED, ISOLATED, DRAINING, CLOSED);
            case DEGRADED -> EnumSet.of(UP, BACKOFF, FAILED, ISOLATED, DRAINING, CLOSED);
            case BACKOFF -> EnumSet.of(CONNECTING, ISOLATED, FAILED, DRAINING, CLOSED);
            case ISOLATED -> EnumSet.of(CONNECTING, DRAINING, CLOSED);
            case DRAINING -> EnumSet.of(CLOSED);
            case FAILED -> EnumSet.of(STARTING, DRAINING, CLOSED);
            case CLOSED -> EnumSet.noneOf(LinkState.class);
        };
    }
}
