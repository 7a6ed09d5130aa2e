// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.SharedFrameRing;
import io.millrace.spi.frame.FrameFlyweight;
import java.lang.invoke.VarHandle;

/** A publication of 32-byte frames as the hand-over tests need it: publish as the engine does, fence, then send. */
final class StressStream implements PublishedStream {

    private final FrameRing ring = new SharedFrameRing(256, 3, false);

    /** Publishes one frame and fences; what the publisher looks at next is the test's affair. */
    void publish() {
        long position = ring.tryClaim(32);
        FrameFlyweight.writeDataHeader(ring.buffer(), ring.offset(position), 32, 3, 0, position, 0);
        ring.publish(position, 32);
        VarHandle.fullFence();
    }

    @Override
    public FrameRing ring() {
        return ring;
    }

    @Override
    public long publishedEnd() {
        return ring.head();
    }

    @Override
    public long oldestHeld() {
        return ring.gate();
    }

    @Override
    public String name() {
        return "stress";
    }

    @Override
    public int streamId() {
        return 3;
    }

    @Override
    public long epoch() {
        return 1;
    }

    @Override
    public int frameSize() {
        return 64;
    }

    @Override
    public int window() {
        return 256;
    }

    @Override
    public long largestMessage() {
        return 32;
    }

    @Override
    public boolean checksummed() {
        return false;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public SlowConsumerPolicy slowConsumer() {
        return SlowConsumerPolicy.BLOCK;
    }

    @Override
    public boolean isClosing() {
        return false;
    }

    @Override
    public long messagesBefore(long position) {
        return 0;
    }

    @Override
    public void sessionsChanged() {}
}
