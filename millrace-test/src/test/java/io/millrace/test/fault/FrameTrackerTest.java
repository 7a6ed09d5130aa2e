// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.frame.FrameDescriptor;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FrameTrackerTest {
    // HELLO of 100, DATA of 40, PAD, DATA of 32 (an empty message), DATA of 93: each padded to a multiple of 32
    private static final int SECOND_DATA = 128 + 64 + 32;
    private static final int THIRD_DATA = SECOND_DATA + 32;
    private static final int END = THIRD_DATA + 96;

    private static final ByteBuffer STREAM = new FrameBytes()
            .frame(FrameDescriptor.KIND_HELLO, 100)
            .frame(FrameDescriptor.KIND_DATA, 40)
            .frame(FrameDescriptor.KIND_PAD, 32)
            .frame(FrameDescriptor.KIND_DATA, 32)
            .frame(FrameDescriptor.KIND_DATA, 93)
            .bytes();

    private final FrameCount count = new FrameCount();

    @Test
    void countsDataFramesWhereverTheBytesAreSplit() {
        for (int first = 0; first <= END; first++) {
            for (int second = first; second <= END; second += 7) {
                FrameCount splitCount = new FrameCount();
                FrameTracker tracker = new FrameTracker(splitCount);
                assertThat(scan(tracker, 0, first)).isEqualTo(FrameTracker.NO_CUT);
                assertThat(scan(tracker, first, second)).isEqualTo(FrameTracker.NO_CUT);
                assertThat(scan(tracker, second, END)).isEqualTo(FrameTracker.NO_CUT);
                assertThat(splitCount.frames()).isEqualTo(3);
            }
        }
    }

    @Test
    void cutsInsideTheFrameAfterTheGivenNumber() {
        FrameTracker tracker = new FrameTracker(count);
        count.planCut(2, 47);
        assertThat(scan(tracker, 0, END)).isEqualTo(THIRD_DATA + 47);
        assertThat(tracker.cut()).isEqualTo(new Cut(93, 47, THIRD_DATA, 3));
    }

    @Test
    void neverCutsBetweenFrames() {
        FrameTracker tracker = new FrameTracker(count);
        count.planCut(1, 1_000);
        assertThat(scan(tracker, 0, END)).isEqualTo(SECOND_DATA + 31);
        assertThat(tracker.cut().forwardedBytes()).isEqualTo(31);
    }

    @Test
    void neverCutsBeforeWhatHasPassedAlready() {
        for (int split = SECOND_DATA + 1; split < SECOND_DATA + 32; split++) {
            FrameCount splitCount = new FrameCount();
            FrameTracker tracker = new FrameTracker(splitCount);
            splitCount.planCut(1, 1);
            assertThat(scan(tracker, 0, split)).isEqualTo(FrameTracker.NO_CUT);
            int cutAt = scan(tracker, split, END);
            assertThat(cutAt).isBetween(split, SECOND_DATA + 31);
            assertThat(tracker.cut().forwardedBytes()).isEqualTo(cutAt - SECOND_DATA);
        }
    }

    @Test
    void aCutMayFallBehindTheBytesAtHand() {
        FrameTracker tracker = new FrameTracker(count);
        count.planCut(2, 80);
        assertThat(scan(tracker, 0, THIRD_DATA + 40)).isEqualTo(THIRD_DATA + 80);
    }

    @Test
    void givesUpWhereBytesAreNoFrames() {
        FrameTracker tracker = new FrameTracker(count);
        count.planCut(0, 40);
        assertThat(tracker.scan(ByteBuffer.wrap(new byte[64]))).isEqualTo(FrameTracker.NO_CUT);
        assertThat(scan(tracker, 0, END)).isEqualTo(FrameTracker.NO_CUT);
        assertThat(count.frames()).isZero();
    }

    private static int scan(FrameTracker tracker, int from, int to) {
        ByteBuffer bytes = STREAM.duplicate().limit(to).position(from);
        int cutAt = tracker.scan(bytes);
        assertThat(bytes.position()).isEqualTo(from);
        assertThat(bytes.limit()).isEqualTo(to);
        return cutAt;
    }
}
