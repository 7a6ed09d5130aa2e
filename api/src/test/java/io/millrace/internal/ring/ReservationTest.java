// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A refused large claim must not be starved by small ones, and one that gives up must not shrink the ring for ever. */
class ReservationTest {

    private static final int CAPACITY = 64 * 1024;
    private static final int SMALL = 64;
    private static final int LARGE = CAPACITY / 2;

    private final SharedFrameRing ring = new SharedFrameRing(CAPACITY, 1, false);
    private final FrameRun run = new FrameRun();
    private long consumed;

    /** Publishes small frames until there is no room. */
    private int fill() {
        int count = 0;
        while (small()) {
            count++;
        }
        return count;
    }

    private boolean small() {
        long position = ring.tryClaim(SMALL);
        if (position == FrameRing.NO_ROOM) {
            return false;
        }
        ring.abort(position, SMALL);
        return true;
    }

    /** Consumes and acknowledges about so many bytes. */
    private void consume(int bytes) {
        long stop = consumed + bytes;
        while (consumed < stop && ring.scan(consumed, Long.MAX_VALUE, SMALL, run)) {
            consumed = run.end();
        }
        ring.gate(consumed);
    }

    @Test
    void aRefusedLargeClaimIsNotStarvedBySmallOnes() {
        fill();
        assertThat(ring.tryClaim(LARGE)).isEqualTo(FrameRing.NO_ROOM);
        long position = FrameRing.NO_ROOM;
        int turns = 0;
        while (position == FrameRing.NO_ROOM && turns++ < 200) {
            // Little by little room comes, and small claims are always first to ask.
            consume(1024);
            fill();
            position = ring.tryClaim(LARGE);
        }
        assertThat(position).as("after %d turns", turns).isNotEqualTo(FrameRing.NO_ROOM);
        ring.abort(position, LARGE);
    }

    @Test
    void aClaimThatGivesUpDoesNotShrinkTheRingForEver() {
        fill();
        assertThat(ring.tryClaim(LARGE)).isEqualTo(FrameRing.NO_ROOM);
        consume(CAPACITY);
        int rounds = 0;
        while (fill() < CAPACITY / SMALL && rounds++ < 200) {
            consume(CAPACITY);
        }
        assertThat(rounds).as("the whole ring is there again").isLessThan(10);
    }

    @Test
    void aLargerClaimRaisesTheReservationAndASmallerLargeOneMayPass() {
        fill();
        assertThat(ring.tryClaim(LARGE / 4)).isEqualTo(FrameRing.NO_ROOM);
        assertThat(ring.tryClaim(LARGE)).isEqualTo(FrameRing.NO_ROOM);
        consume(CAPACITY);
        assertThat(ring.tryClaim(LARGE / 4)).as("there is room for both").isNotEqualTo(FrameRing.NO_ROOM);
        assertThat(ring.tryClaim(LARGE)).isNotEqualTo(FrameRing.NO_ROOM);
    }

    @Test
    void aMiddlingClaimThatGaveUpIsForgotten() {
        fill();
        assertThat(ring.tryClaim(CAPACITY / 64)).isEqualTo(FrameRing.NO_ROOM);
        for (int i = 0; i < 4 * CAPACITY / SMALL; i++) {
            consume(4096);
            small();
        }
        consume(CAPACITY);
        assertThat(fill()).isEqualTo(CAPACITY / SMALL);
    }
}
