// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.internal.ring.FrameRing;
import io.millrace.spi.frame.FrameDescriptor;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * For a session whose peer puts no fragments together: keeps messages that are larger than a frame from it, and has a GAP
 * said in their place. Such messages are refused when they are offered, unless other subscribers can take them or nobody
 * knew the peer yet. Under the transmitter's lock; what was passed over is taken by the I/O agent.
 */
final class WholeMessages {

    /** A range of a stream that the peer was not sent. */
    record PassedOver(PublishedStream stream, long from, long to) {}

    private final Transmitter transmitter;
    private final ConcurrentLinkedQueue<PassedOver> passedOver = new ConcurrentLinkedQueue<>();

    WholeMessages(Transmitter transmitter) {
        this.transmitter = transmitter;
    }

    /** The largest message that the peer is told of, in bytes. */
    static long largestMessage(OutboundStream attached) {
        PublishedStream stream = attached.stream();
        long inFrame = stream.frameSize() - (long) FrameDescriptor.HEADER_LENGTH;
        return attached.isWholeOnly() ? Math.min(stream.largestMessage(), inFrame) : stream.largestMessage();
    }

    /**
     * Where the run of frames ends at the latest that begins at a position: before the next message in fragments. If one is
     * next it is given up, with those right behind it, and a GAP is due.
     */
    long endOfRun(OutboundStream attached, FrameRing frames, long from, long end) {
        if (!frames.isPublished(from) || !frames.isFragment(from)) {
            return Math.min(end, frames.nextFragment(from, Math.min(end, from + OutboundStream.MAX_RUN_BYTES)));
        }
        long messages = 0;
        long to = from;
        while (frames.isPublished(to) && (frames.isPad(to) || frames.isFragment(to))) {
            messages += frames.endsMessage(to) ? 1 : 0;
            to = frames.endOf(to);
        }
        if (attached.givenUp().passOver(from, to, messages)) {
            passedOver.add(new PassedOver(attached.stream(), from, to));
        }
        transmitter.passedOver(attached);
        return from;
    }

    /** What was passed over and not told of yet, one by one. */
    @Nullable PassedOver take() {
        return passedOver.poll();
    }
}
