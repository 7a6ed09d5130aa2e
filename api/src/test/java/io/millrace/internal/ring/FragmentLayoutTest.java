// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.frame.FrameDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every length at every offset of a small ring. */
class FragmentLayoutTest {

    private static final int CAPACITY = 1024;
    private static final int MAX_FRAME = 96;
    private static final int LARGEST = FragmentLayout.largestPayload(CAPACITY / 2, MAX_FRAME);

    @Test
    void everyLengthAtEveryOffsetComesOutAsItWentIn() {
        for (int slot = 0; slot < CAPACITY / 32; slot++) {
            for (FrameRing ring : List.of(
                    new ExclusiveFrameRing(CAPACITY, 7, false, MAX_FRAME),
                    new SharedFrameRing(CAPACITY, 7, false, MAX_FRAME))) {
                FragmentReader reader = new FragmentReader(ring, MAX_FRAME);
                for (int length = MAX_FRAME - 31; length <= LARGEST; length++) {
                    moveTo(ring, reader, slot);
                    long position = ring.tryClaimFragments(length);
                    assertThat(ring.offset(position)).isEqualTo(slot * 32);
                    int span = ring.spanAt(position, length);
                    assertThat(span).isLessThanOrEqualTo(CAPACITY / 2);
                    assertThat(FragmentLayout.widest(length, MAX_FRAME) - span).isIn(0, 32);
                    assertThat(ring.scan(position, Long.MAX_VALUE, CAPACITY, new FrameRun()))
                            .isFalse();
                    FragmentReader.publish(ring, MAX_FRAME, position, length, length);
                    reader.lengths.clear();
                    drain(ring, reader);
                    assertThat(reader.lengths).containsExactly(length);
                    assertThat(reader.cursor()).isEqualTo(position + span).isEqualTo(ring.head());
                }
            }
        }
    }

    @Test
    void everyAbortAtEveryOffsetLeavesNothingButPads() {
        for (int slot = 0; slot < CAPACITY / 32; slot++) {
            for (FrameRing ring : List.of(
                    new ExclusiveFrameRing(CAPACITY, 7, true, MAX_FRAME),
                    new SharedFrameRing(CAPACITY, 7, true, MAX_FRAME))) {
                FragmentReader reader = new FragmentReader(ring, MAX_FRAME);
                for (int length = MAX_FRAME - 31; length <= LARGEST; length += 7) {
                    moveTo(ring, reader, slot);
                    reader.ids.clear();
                    long position = ring.tryClaimFragments(length);
                    ring.abort(position, ring.spanAt(position, length));
                    drain(ring, reader);
                    assertThat(reader.ids).isEmpty();
                    assertThat(reader.cursor()).isEqualTo(ring.head());
                }
            }
        }
    }

    @Test
    void theLargestPayloadIsTheLargestThatAlwaysFits() {
        for (int frame = 64; frame <= 4096; frame += 32) {
            for (int half = 4 * frame; half <= 16 * frame; half += 992) {
                int bytes = half & -32;
                int largest = FragmentLayout.largestPayload(bytes, frame);
                assertThat(FragmentLayout.widest(largest, frame)).isLessThanOrEqualTo(bytes);
                assertThat(FragmentLayout.widest(largest + 1, frame))
                        .as("frame %d, half %d", frame, bytes)
                        .isGreaterThan(bytes - 32);
            }
        }
        assertThat(FragmentLayout.largestPayload(64, 64))
                .as("one frame in any case")
                .isEqualTo(32);
    }

    private static void moveTo(FrameRing ring, FragmentReader reader, int slot) {
        while (ring.offset(ring.head()) != slot * 32) {
            ring.abort(ring.tryClaim(32), 32);
            drain(ring, reader);
        }
    }

    private static void drain(FrameRing ring, FragmentReader reader) {
        while (reader.read(Long.MAX_VALUE, 256)) {
            ring.gate(reader.cursor());
        }
    }

    @Test
    void aRingWithoutFragmentsIsAsBefore() {
        FrameRing ring = new ExclusiveFrameRing(CAPACITY, 7, false);
        assertThat(ring.maxFrame).isEqualTo(CAPACITY / 2);
        assertThat(FrameDescriptor.align(FragmentLayout.span(10, CAPACITY / 2, CAPACITY)))
                .isEqualTo(64);
    }
}
