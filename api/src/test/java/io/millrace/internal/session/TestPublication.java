// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.ring.ExclusiveFrameRing;
import io.millrace.internal.ring.FrameRing;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * A publication of a test: a real ring, messages of any length whose content tells their number, aborted claims, and a
 * gate that follows the attached streams.
 */
final class TestPublication implements PublishedStream {

    private final String name;
    private final int streamId;
    private final boolean checksummed;
    private final FrameRing ring;
    private final FrameChecksum checksum = new FrameChecksum();
    private OutboundStream[] attached = {};

    /** Position of each message, and its number. */
    final TreeMap<Long, Integer> messages = new TreeMap<>();

    long epoch;
    int window;
    int frameSize;
    boolean closing;
    int priority;
    SlowConsumerPolicy slowConsumer = SlowConsumerPolicy.BLOCK;
    int changes;

    /** How often somebody asked for its end. */
    int looks;

    TestPublication(String name, int streamId, int capacity, boolean checksummed) {
        this.name = name;
        this.streamId = streamId;
        this.checksummed = checksummed;
        this.ring = new ExclusiveFrameRing(capacity, streamId, checksummed);
        this.epoch = 0x5EED_0000L + streamId;
        this.window = capacity / 4;
        this.frameSize = capacity / 16;
    }

    /** Attaches it to a session, joined at a position. */
    OutboundStream attach(Session session, long joinPosition, long redeliveredBelow) {
        OutboundStream stream = session.publish(this, joinPosition, redeliveredBelow);
        attached = Arrays.copyOf(attached, attached.length + 1);
        attached[attached.length - 1] = stream;
        return stream;
    }

    /**
     * Publishes the next message.
     *
     * @return false if the ring has no room
     */
    boolean publish(int payloadLength) {
        int frameLength = FrameDescriptor.HEADER_LENGTH + payloadLength;
        int aligned = FrameDescriptor.align(frameLength);
        long position = ring.tryClaim(aligned);
        if (position < 0) {
            return false;
        }
        int number = messages.size();
        int offset = ring.offset(position);
        ByteBuffer b = ring.buffer();
        FrameFlyweight.writeDataHeader(b, offset, frameLength, streamId, 0, position, number);
        for (int i = FrameDescriptor.HEADER_LENGTH; i < aligned; i++) {
            b.put(offset + i, i < frameLength ? content(number, i) : 0);
        }
        if (checksummed) {
            checksum.seal(b, offset);
        }
        ring.publish(position, aligned);
        messages.put(position, number);
        return true;
    }

    /** What byte {@code index} of message {@code number} is. */
    static byte content(int number, int index) {
        return (byte) (number * 31 + index);
    }

    /** Leaves a PAD. */
    boolean abort(int span) {
        long position = ring.tryClaim(span);
        if (position < 0) {
            return false;
        }
        ring.abort(position, span);
        return true;
    }

    /** Releases what is before the position, although nobody has acknowledged it. */
    void release(long position) {
        ring.gate(position);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int streamId() {
        return streamId;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public FrameRing ring() {
        return ring;
    }

    @Override
    public long publishedEnd() {
        looks++;
        return ring.head();
    }

    @Override
    public long oldestHeld() {
        return ring.gate();
    }

    @Override
    public int frameSize() {
        return frameSize;
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public long largestMessage() {
        return frameSize - (long) FrameDescriptor.HEADER_LENGTH;
    }

    @Override
    public boolean checksummed() {
        return checksummed;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public SlowConsumerPolicy slowConsumer() {
        return slowConsumer;
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public long messagesBefore(long position) {
        return messages.headMap(position).size();
    }

    @Override
    public void sessionsChanged() {
        changes++;
        long slowest = Arrays.stream(attached)
                .mapToLong(OutboundStream::keepFrom)
                .min()
                .orElse(0);
        if (slowest > ring.gate() && slowest != Long.MAX_VALUE) {
            ring.gate(slowest);
        }
    }
}
