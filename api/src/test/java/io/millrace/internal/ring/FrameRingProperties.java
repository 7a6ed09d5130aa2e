// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.internal.ring.RingModel.Frame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever producers, consumer and gate do in whatever order, from whatever offset: what comes out is exactly what was
 * committed, in order. {@link RingModel} checks every step.
 */
class FrameRingProperties {

    private static final int CAPACITY = 2048;
    /** Half the ring, header included. */
    private static final int LARGEST_PAYLOAD = CAPACITY / 2 - 32;

    enum Op {
        /** Claim, fill, publish. */
        MESSAGE,
        /** Claim and fill, publish later. */
        CLAIM,
        /** Publish one of the open claims, whichever: on a shared ring out of order. */
        PUBLISH,
        /** Abort one of the open claims. */
        ABORT,
        /** Claim and abort at once. */
        GIVE_UP,
        /** Scan and move on. */
        CONSUME,
        /** Scan with a limit and move on. */
        CONSUME_TO_LIMIT,
        /** Acknowledge some of what was consumed. */
        ACKNOWLEDGE
    }

    /** One step; what {@code size} and {@code pick} mean is the operation's. */
    record Step(Op op, int size, int pick) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> sizes = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.integers().between(0, 100)),
                net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(100, 400)),
                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(400, LARGEST_PAYLOAD)));
        return Combinators.combine(
                        Arbitraries.of(Op.class), sizes, Arbitraries.integers().between(0, 1_000_000))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(120);
    }

    @Provide
    Arbitrary<Integer> startSlots() {
        return Arbitraries.integers().between(0, CAPACITY / 32);
    }

    @Property(tries = 600)
    void anExclusiveRingHandsOnExactlyWhatWasCommitted(
            @ForAll("steps") List<Step> steps, @ForAll("startSlots") int startSlot) {
        run(new RingModel(new ExclusiveFrameRing(CAPACITY, RingModel.STREAM_ID, false), startSlot * 32L), steps, 1);
    }

    @Property(tries = 600)
    void aSharedRingHandsOnExactlyWhatWasCommitted(
            @ForAll("steps") List<Step> steps, @ForAll("startSlots") int startSlot) {
        run(new RingModel(new SharedFrameRing(CAPACITY, RingModel.STREAM_ID, false), startSlot * 32L), steps, 4);
    }

    private static void run(RingModel model, List<Step> steps, int maxOpen) {
        List<Frame> open = new ArrayList<>();
        for (Step step : steps) {
            apply(model, step, open, maxOpen);
            model.checkHeld();
        }
        for (Frame frame : open) {
            model.publish(frame);
        }
        drain(model);
        List<Long> expected = new ArrayList<>(model.committed);
        Collections.sort(expected);
        assertThat(model.consumed).isEqualTo(expected);
        assertThat(model.ring.head()).isEqualTo(model.cursor());
    }

    private static void apply(RingModel model, Step step, List<Frame> open, int maxOpen) {
        switch (step.op()) {
            case MESSAGE, GIVE_UP, CLAIM -> {
                if (open.size() < maxOpen) {
                    claim(model, step, open);
                }
            }
            case PUBLISH -> {
                if (!open.isEmpty()) {
                    model.publish(open.remove(step.pick() % open.size()));
                }
            }
            case ABORT -> {
                if (!open.isEmpty()) {
                    model.abort(open.remove(step.pick() % open.size()));
                }
            }
            case CONSUME -> {
                long stop = model.publishedEnd();
                model.scan(Long.MAX_VALUE, 32 + (step.size() & -32), true);
                assertThat(model.cursor())
                        .as("never past a frame that is not published")
                        .isLessThanOrEqualTo(stop);
            }
            case CONSUME_TO_LIMIT ->
                model.scan(model.cursor() + 32L * (step.pick() % 16), 32 + (step.size() & -32), true);
            case ACKNOWLEDGE -> {
                List<Long> ends = model.gatePositions();
                if (!ends.isEmpty()) {
                    model.gate(ends.get(step.pick() % ends.size()));
                }
            }
        }
    }

    private static void claim(RingModel model, Step step, List<Frame> open) {
        Frame frame = model.claim(step.size());
        if (frame == null) {
            return;
        }
        switch (step.op()) {
            case MESSAGE -> model.publish(frame);
            case GIVE_UP -> model.abort(frame);
            default -> open.add(frame);
        }
    }

    private static void drain(RingModel model) {
        while (model.scan(Long.MAX_VALUE, 64 * 1024, true)) {
            model.gate(model.cursor());
        }
    }

    @Property(tries = 300)
    void anEmptiedRingHasRoomForTheLargestFrame(
            @ForAll("startSlots") int startSlot, @ForAll("steps") List<Step> steps) {
        for (FrameRing ring : List.of(
                new ExclusiveFrameRing(CAPACITY, RingModel.STREAM_ID, false),
                new SharedFrameRing(CAPACITY, RingModel.STREAM_ID, false))) {
            RingModel model = new RingModel(ring, startSlot * 32L);
            for (Step step : steps) {
                Frame frame = model.claim(step.size());
                if (frame != null) {
                    model.publish(frame);
                }
            }
            drain(model);
            assertThat(claimWhileConsuming(model, LARGEST_PAYLOAD)).isNotNull();
        }
    }

    /** A PAD that fills the buffer's end may have to be consumed first. */
    private static Frame claimWhileConsuming(RingModel model, int payloadLength) {
        Frame frame = model.claim(payloadLength);
        for (int i = 0; i < 4 && frame == null; i++) {
            drain(model);
            frame = model.claim(payloadLength);
        }
        return frame;
    }
}
