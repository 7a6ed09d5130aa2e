// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import java.lang.invoke.VarHandle;

/**
 * The agent's share of sending: what publishers have left to it, and its looks at a {@link Burst}: whether its publishers
 * are still at it, whether they write their batches themselves, and when the burst has ended. The I/O agent's thread or
 * the sender's, one of them for ever: of the rest of the session it reads volatile state only.
 */
final class SendCycle {

    /** Two looks at a burst are at least so far apart, or the second would take a moment for a pause. */
    private static final long MIN_LOOK_NS = 40_000;

    /** There may be a tail to send. */
    private static final long QUICK_NAP_NS = 50_000;

    /** Publishers that write half a gigabyte a second and more send and acknowledge for themselves. */
    private static final long LONG_NAP_NS = 1_000_000;

    private static final OutboundStream[] NONE = {};

    private final Burst burst = new Burst();
    private final Transmitter transmitter;
    private final ControlQueue control;
    private long publishedBefore;
    private long writtenBefore;
    private volatile boolean filling;
    private long napNs;
    private long lastLookNs;

    SendCycle(Transmitter transmitter, ControlQueue control) {
        this.transmitter = transmitter;
        this.control = control;
    }

    Burst burst() {
        return burst;
    }

    /** True while publishers are at it: the agent naps between its looks, and does not sleep. */
    boolean isFilling() {
        return filling;
    }

    /**
     * How long it has until the next look, in nanoseconds; 0 if publishers are not at it. A nap and the look after it cost
     * some 25 µs of a core in a virtual machine, and take the core from whoever fills batches or reads them: at four gigabytes
     * a second socket buffers are good for 64 µs.
     */
    long napNs() {
        return napNs;
    }

    /**
     * Sends what waits.
     *
     * @param urgent now, without waiting for more to come: the agent is about to sleep
     * @return bytes written that count as work
     */
    int send(long nowNs, boolean urgent) {
        long sendable = 0;
        long published = 0;
        boolean crowded = transmitter.isCrowded();
        if (crowded) {
            // Nobody asks thousands of streams: whether publishers move is seen from what they write.
            sendable = transmitter.hasReady() ? 1 : 0;
        }
        for (OutboundStream stream : crowded ? NONE : transmitter.streams()) {
            sendable += Math.max(0, stream.sendable());
            published += stream.stream().publishedEnd();
            if (stream.stream().isClosing()) {
                control.closeIfDue(stream);
            }
        }
        boolean leave = look(published, sendable > 0, nowNs, urgent);
        if (transmitter.isCongested() && (leave || !filling)) {
            // The publishers' or, once it can be written again, continueWriting's.
            return 0;
        }
        boolean controlWaits = transmitter.controlBacklog() > 0;
        if (!controlWaits && (leave || (sendable == 0 && !hasSendable()))) {
            return 0;
        }
        if (filling) {
            transmitter.trySendBatch();
            // The agent's own batch is no progress of the publishers'.
            writtenBefore = transmitter.bytesWritten();
            return 0;
        }
        return transmitter.trySend();
    }

    /** True if something could be sent now, so that the agent must not sleep. */
    boolean hasSendable() {
        if (transmitter.isLinked() && !transmitter.isMuted() && !transmitter.isCongested()) {
            if (transmitter.isCrowded()) {
                return transmitter.hasReady();
            }
            for (OutboundStream stream : transmitter.streams()) {
                if (stream.hasSendable()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** True if something could be sent now, or a stream's end told. */
    boolean hasWork() {
        if (hasSendable()) {
            return true;
        }
        if (transmitter.isLinked() && !transmitter.isMuted() && !transmitter.isCrowded()) {
            for (OutboundStream stream : transmitter.streams()) {
                if (stream.isCloseDue()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Ends a burst in which nothing moves any more; true if the publishers are to be left alone, because it has just begun,
     * or because they have written batches since the last look.
     *
     * @param published the sum of all that was ever published
     * @param tail there is something to send
     * @param urgent the agent is about to sleep
     */
    private boolean look(long published, boolean tail, long nowNs, boolean urgent) {
        boolean on = burst.isOn();
        if (on && filling && !urgent && nowNs - lastLookNs < MIN_LOOK_NS) {
            // Something else kept the agent awake: too early to tell whether the publishers have paused.
            return true;
        }
        long sinceLookNs = nowNs - lastLookNs;
        lastLookNs = nowNs;
        long written = transmitter.bytesWritten();
        boolean progress = written != writtenBefore;
        boolean fast = written - writtenBefore > sinceLookNs >> 1;
        boolean moving = progress || published != publishedBefore;
        publishedBefore = published;
        writtenBefore = written;
        if (on && (urgent || !moving)) {
            burst.end();
            VarHandle.fullFence();
            on = false;
        }
        boolean leave = on && (!filling || progress);
        if (filling != on) {
            filling = on;
        }
        if (!on) {
            napNs = 0;
        } else if (!progress && tail) {
            napNs = QUICK_NAP_NS;
        } else {
            napNs = fast ? LONG_NAP_NS : Burst.NAP_NS;
        }
        return leave;
    }
}
