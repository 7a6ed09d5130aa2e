// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Small and large messages, several claims open at once, published and aborted in any order, read in pieces. */
class FragmentedRingProperties {

    private static final int CAPACITY = 2048;
    private static final int MAX_FRAME = 128;
    private static final int LARGEST = FragmentLayout.largestPayload(CAPACITY / 2, MAX_FRAME);

    enum Op {
        CLAIM,
        PUBLISH,
        ABORT,
        READ
    }

    record Step(Op op, int size, int pick) {}

    record Claimed(long position, int length, long id) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> sizes = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(0, MAX_FRAME - 32)),
                net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(MAX_FRAME - 31, 400)),
                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(400, LARGEST)));
        return Combinators.combine(
                        Arbitraries.of(Op.class), sizes, Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMinSize(4)
                .ofMaxSize(150);
    }

    @Property(tries = 400)
    void aSharedRingHandsOnWholeMessages(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(max = CAPACITY / 32) int startSlot) {
        run(new SharedFrameRing(CAPACITY, 7, false, MAX_FRAME), steps, startSlot, 4);
    }

    @Property(tries = 400)
    void anExclusiveRingHandsOnWholeMessages(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(max = CAPACITY / 32) int startSlot) {
        run(new ExclusiveFrameRing(CAPACITY, 7, false, MAX_FRAME), steps, startSlot, 1);
    }

    private static void run(FrameRing ring, List<Step> steps, int startSlot, int maxOpen) {
        FragmentReader reader = new FragmentReader(ring, MAX_FRAME);
        for (int i = 0; i < startSlot; i++) {
            ring.abort(ring.tryClaim(32), 32);
            read(ring, reader, Long.MAX_VALUE, 64);
        }
        TreeMap<Long, Claimed> committed = new TreeMap<>();
        List<Claimed> open = new ArrayList<>();
        long id = 0;
        for (Step step : steps) {
            switch (step.op()) {
                case CLAIM -> {
                    long position = open.size() < maxOpen
                            ? FragmentReader.claim(ring, MAX_FRAME, step.size())
                            : FrameRing.NO_ROOM;
                    if (position >= 0) {
                        open.add(new Claimed(position, step.size(), id++));
                    }
                }
                case PUBLISH -> {
                    if (!open.isEmpty()) {
                        publish(ring, open.remove(step.pick() % open.size()), committed);
                    }
                }
                case ABORT -> {
                    if (!open.isEmpty()) {
                        Claimed claim = open.remove(step.pick() % open.size());
                        ring.abort(
                                claim.position(),
                                FragmentReader.span(ring, MAX_FRAME, claim.position(), claim.length()));
                    }
                }
                case READ -> read(ring, reader, reader.cursor() + 32L * step.pick(), 32 + (step.size() & -32));
            }
        }
        open.forEach(claim -> publish(ring, claim, committed));
        while (read(ring, reader, Long.MAX_VALUE, 4096)) {}
        assertThat(reader.ids)
                .isEqualTo(committed.values().stream().map(Claimed::id).toList());
        assertThat(reader.lengths)
                .isEqualTo(committed.values().stream().map(Claimed::length).toList());
        assertThat(reader.cursor()).isEqualTo(ring.head());
    }

    private static void publish(FrameRing ring, Claimed claim, Map<Long, Claimed> committed) {
        FragmentReader.publish(ring, MAX_FRAME, claim.position(), claim.length(), claim.id());
        committed.put(claim.position(), claim);
    }

    private static boolean read(FrameRing ring, FragmentReader reader, long limit, int maxBytes) {
        boolean any = reader.read(limit, maxBytes);
        ring.gate(reader.cursor());
        return any;
    }
}
