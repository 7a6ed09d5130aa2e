// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A ring beside the plainest thing that behaves like it: a deque of the frames that were claimed and not yet consumed.
 * Every step of a test goes through here, and is checked here. One thread.
 */
final class RingModel {

    static final int STREAM_ID = 7;

    /** A claimed frame: open, or published as a message or as a PAD of ours. */
    static final class Frame {
        final long position;
        final int aligned;
        final int payloadLength;
        final long id;
        boolean published;
        boolean aborted;

        Frame(long position, int payloadLength, long id) {
            this.position = position;
            this.payloadLength = payloadLength;
            this.aligned = alignedLength(payloadLength);
            this.id = id;
        }

        long end() {
            return position + aligned;
        }
    }

    final FrameRing ring;
    final FrameRun run = new FrameRun();
    /** In the order of their positions; the model's PADs at the buffer's end are the holes between them. */
    final Deque<Frame> held = new ArrayDeque<>();

    final List<Long> committed = new ArrayList<>();
    final List<Long> consumed = new ArrayList<>();
    private long nextId = 1;
    private long end;
    private long cursor;

    RingModel(FrameRing ring, long startAt) {
        this.ring = ring;
        startAt(startAt);
    }

    static int alignedLength(int payloadLength) {
        return FrameDescriptor.align(FrameDescriptor.HEADER_LENGTH + payloadLength);
    }

    /** Moves an empty ring on, so that what follows begins at this offset. */
    private void startAt(long offset) {
        while (end < offset) {
            Frame empty = claim(0);
            assertThat(empty).isNotNull();
            ring.publish(empty.position, empty.aligned);
            cursor = end;
            gate(end);
        }
    }

    long cursor() {
        return cursor;
    }

    long end() {
        return end;
    }

    /** Claims and fills a frame; null if there is no room. */
    Frame claim(int payloadLength) {
        int aligned = alignedLength(payloadLength);
        long position = ring.tryClaim(aligned);
        if (position == FrameRing.NO_ROOM) {
            return null;
        }
        assertThat(position % FrameDescriptor.ALIGNMENT).isZero();
        assertThat(position).as("frames do not overlap").isGreaterThanOrEqualTo(end);
        assertThat(ring.offset(position) + aligned)
                .as("a frame never straddles the buffer's end")
                .isLessThanOrEqualTo(ring.capacity());
        assertThat(position + aligned - ring.gate())
                .as("nothing at or above the gate is overwritten")
                .isLessThanOrEqualTo(ring.capacity());
        Frame frame = new Frame(position, payloadLength, nextId++);
        end = frame.end();
        held.addLast(frame);
        fill(frame);
        return frame;
    }

    private void fill(Frame frame) {
        ByteBuffer b = ring.buffer();
        int offset = ring.offset(frame.position);
        FrameFlyweight.writeDataHeader(
                b, offset, FrameDescriptor.HEADER_LENGTH + frame.payloadLength, STREAM_ID, 0, frame.position, frame.id);
        for (int i = 0; i < frame.aligned - FrameDescriptor.HEADER_LENGTH; i++) {
            b.put(offset + FrameDescriptor.HEADER_LENGTH + i, payloadByte(frame.id, i));
        }
    }

    private static byte payloadByte(long id, int index) {
        return (byte) (id * 31 + index);
    }

    void publish(Frame frame) {
        ring.publish(frame.position, frame.aligned);
        frame.published = true;
        committed.add(frame.id);
    }

    void abort(Frame frame) {
        ring.abort(frame.position, frame.aligned);
        frame.published = true;
        frame.aborted = true;
    }

    /** Scans once at the consumer's cursor and checks the run against the model. Moves on only if asked to. */
    boolean scan(long limit, int maxBytes, boolean moveOn) {
        boolean any = ring.scan(cursor, limit, maxBytes, run);
        assertThat(run.from()).isEqualTo(cursor);
        assertThat(any).isEqualTo(run.wireLength() > 0);
        List<Long> ids = walk(maxBytes);
        assertThat(run.end()).as("at or below the limit").isLessThanOrEqualTo(Math.max(limit, cursor));
        if (!any) {
            assertThat(run.end()).isEqualTo(cursor);
            return false;
        }
        if (moveOn) {
            consumed.addAll(ids);
            cursor = run.end();
        }
        return true;
    }

    /** Walks the run as a receiver would: over what travels, in which a PAD is 32 bytes. */
    private List<Long> walk(int maxBytes) {
        List<Long> ids = new ArrayList<>();
        ByteBuffer b = ring.buffer();
        int offset = ring.offset(run.from());
        int stop = offset + run.wireLength();
        assertThat(stop).as("contiguous in memory").isLessThanOrEqualTo(ring.capacity());
        long position = run.from();
        boolean padded = false;
        int frames = 0;
        while (offset < stop) {
            assertThat(padded).as("nothing behind a PAD").isFalse();
            assertThat(ring.isPublished(position)).isTrue();
            assertThat(FrameFlyweight.position(b, offset)).isEqualTo(position);
            assertThat(FrameFlyweight.streamId(b, offset)).isEqualTo(STREAM_ID);
            if (FrameFlyweight.kind(b, offset) == FrameDescriptor.KIND_PAD) {
                padded = true;
                assertThat(ring.wireLengthAt(position)).isEqualTo(FrameDescriptor.HEADER_LENGTH);
                assertPadWithinBounds(FrameFlyweight.padSpan(b, offset));
                offset += FrameDescriptor.HEADER_LENGTH;
            } else {
                int length = FrameDescriptor.align(FrameFlyweight.frameLength(b, offset));
                assertThat(ring.wireLengthAt(position)).isEqualTo(length);
                ids.add(checkMessage(offset));
                offset += length;
                frames++;
            }
            position = ring.endOf(position);
        }
        assertThat(offset).as("whole frames").isEqualTo(stop);
        assertThat(position).isEqualTo(run.end());
        assertThat(run.isPadded()).isEqualTo(padded);
        assertThat(run.messages()).isEqualTo(frames);
        assertThat(run.wireLength() <= maxBytes || frames + (padded ? 1 : 0) == 1)
                .as("a run over %s bytes is a single frame: %s", maxBytes, run.wireLength())
                .isTrue();
        return ids;
    }

    private void assertPadWithinBounds(long span) {
        assertThat(span).isPositive().isLessThanOrEqualTo(ring.capacity() / 2);
        assertThat(span % FrameDescriptor.ALIGNMENT).isZero();
    }

    private long checkMessage(int offset) {
        ByteBuffer b = ring.buffer();
        long id = FrameFlyweight.correlationId(b, offset);
        int padded = FrameDescriptor.align(FrameFlyweight.frameLength(b, offset)) - FrameDescriptor.HEADER_LENGTH;
        for (int i = 0; i < padded; i++) {
            assertThat(b.get(offset + FrameDescriptor.HEADER_LENGTH + i))
                    .as("byte %d of message %d", i, id)
                    .isEqualTo(payloadByte(id, i));
        }
        return id;
    }

    /** What is not acknowledged yet is still there, to be sent again. */
    void checkHeld() {
        for (Frame frame : held) {
            if (frame.published) {
                int offset = ring.offset(frame.position);
                assertThat(FrameFlyweight.position(ring.buffer(), offset)).isEqualTo(frame.position);
                assertThat(ring.isFrameStart(frame.position)).isTrue();
                int slot = FrameDescriptor.ALIGNMENT;
                for (long inside = frame.position + slot; inside < ring.endOf(frame.position); inside += slot) {
                    assertThat(ring.isFrameStart(inside)).as("inside a frame").isFalse();
                }
                if (frame.aborted) {
                    assertThat(FrameFlyweight.padSpan(ring.buffer(), offset)).isEqualTo(frame.aligned);
                } else {
                    assertThat(checkMessage(offset)).isEqualTo(frame.id);
                }
            }
        }
    }

    /** Acknowledges up to a frame's end at or below the cursor. */
    void gate(long position) {
        ring.gate(position);
        while (!held.isEmpty() && held.peekFirst().end() <= position) {
            held.removeFirst();
        }
    }

    /** Frame ends between the gate and the cursor, for a gate to stand on. */
    List<Long> gatePositions() {
        List<Long> ends = new ArrayList<>();
        for (long at = ring.gate(); at < cursor; ) {
            at = ring.endOf(at);
            ends.add(at);
        }
        return ends;
    }

    /** What the consumer must be able to see: the first frame that is not published ends it. */
    long publishedEnd() {
        for (Frame frame : held) {
            if (!frame.published && frame.position >= cursor) {
                return frame.position;
            }
        }
        return ring.head();
    }
}
