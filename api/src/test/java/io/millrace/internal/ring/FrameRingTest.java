// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.internal.ring.RingModel.Frame;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameFlyweight;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameRingTest {

    private static final int CAPACITY = 1024;

    static Stream<Named<IntFunction<FrameRing>>> rings() {
        return Stream.of(
                Named.of("exclusive", capacity -> new ExclusiveFrameRing(capacity, RingModel.STREAM_ID, false)),
                Named.of("shared", capacity -> new SharedFrameRing(capacity, RingModel.STREAM_ID, false)));
    }

    /** A frame of every length at every offset of the buffer. */
    @ParameterizedTest
    @MethodSource("rings")
    void wrapsAtEveryOffset(IntFunction<FrameRing> maker) {
        for (int start = 0; start <= CAPACITY; start += 32) {
            for (int payload = 0; payload <= CAPACITY / 2 - 32; payload += 32) {
                RingModel model = new RingModel(maker.apply(CAPACITY), start);
                Frame frame = model.claim(payload);
                assertThat(frame).as("payload %d at %d", payload, start).isNotNull();
                model.publish(frame);
                boolean padded = start % CAPACITY + frame.aligned > CAPACITY;
                while (model.scan(Long.MAX_VALUE, CAPACITY, true)) {
                    model.gate(model.cursor());
                }
                assertThat(model.consumed).containsExactly(frame.id);
                assertThat(frame.position > start).isEqualTo(padded);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rings")
    void aFullRingRefusesUntilTheGateMoves(IntFunction<FrameRing> maker) {
        RingModel model = new RingModel(maker.apply(CAPACITY), 0);
        for (int i = 0; i < CAPACITY / 64; i++) {
            Frame frame = model.claim(32);
            assertThat(frame).isNotNull();
            model.publish(frame);
        }
        assertThat(model.claim(0)).isNull();
        assertThat(model.scan(Long.MAX_VALUE, CAPACITY, true)).isTrue();
        assertThat(model.claim(0)).as("consumed is not acknowledged").isNull();
        model.gate(64);
        assertThat(model.claim(32)).isNotNull();
        assertThat(model.claim(0)).isNull();
    }

    @ParameterizedTest
    @MethodSource("rings")
    void aRunEndsBelowTheLimitAndTheSize(IntFunction<FrameRing> maker) {
        RingModel model = new RingModel(maker.apply(CAPACITY), 0);
        for (int i = 0; i < 4; i++) {
            model.publish(model.claim(32));
        }
        assertThat(model.scan(63, CAPACITY, false)).isFalse();
        assertThat(model.scan(64, CAPACITY, false)).isTrue();
        assertThat(model.run.end()).isEqualTo(64);
        assertThat(model.scan(255, CAPACITY, false)).isTrue();
        assertThat(model.run.end()).isEqualTo(192);
        assertThat(model.scan(256, 100, false)).isTrue();
        assertThat(model.run.end()).isEqualTo(64);
        assertThat(model.scan(256, 32, false))
                .as("a single frame may be longer")
                .isTrue();
        assertThat(model.run.end()).isEqualTo(64);
    }

    @Test
    void aScanStopsAtTheFirstFrameNotYetPublished() {
        RingModel model = new RingModel(new SharedFrameRing(CAPACITY, RingModel.STREAM_ID, false), 0);
        Frame first = model.claim(0);
        Frame second = model.claim(100);
        Frame third = model.claim(10);
        model.publish(third);
        assertThat(model.scan(Long.MAX_VALUE, CAPACITY, true)).isFalse();
        model.publish(first);
        assertThat(model.scan(Long.MAX_VALUE, CAPACITY, true)).isTrue();
        assertThat(model.cursor()).isEqualTo(second.position);
        model.abort(second);
        while (model.scan(Long.MAX_VALUE, CAPACITY, true)) {
            // the PAD ends a run
        }
        assertThat(model.consumed).containsExactly(first.id, third.id);
    }

    @Test
    void padsAreChecksummedOnAChecksummedStream() {
        FrameChecksum checksum = new FrameChecksum();
        for (FrameRing ring : List.of(new ExclusiveFrameRing(1024, 3, true), new SharedFrameRing(1024, 3, true))) {
            long position = ring.tryClaim(64);
            ring.abort(position, 64);
            assertThat(checksum.verify(ring.buffer(), 0)).isTrue();
            assertThat(FrameFlyweight.padSpan(ring.buffer(), 0)).isEqualTo(64);
            assertThat(FrameFlyweight.flags(ring.buffer(), 0)).isNotZero();
        }
    }

    /** "One thread at a time" is not "one thread": a publication may be handed on. */
    @Test
    void anExclusiveRingMayBeHandedToAnotherThread() throws InterruptedException, ExecutionException {
        ExclusiveFrameRing ring = new ExclusiveFrameRing(CAPACITY, 1, false);
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try {
                positions.add(thread.submit(() -> {
                            long position = ring.tryClaim(64);
                            ring.abort(position, 64);
                            return position;
                        })
                        .get());
            } finally {
                thread.shutdown();
            }
        }
        assertThat(positions).containsExactly(0L, 64L, 128L);
    }
}
