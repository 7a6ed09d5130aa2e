// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes messages of any length into a ring, and reads them as a subscriber would, checking all that fragments must
 * keep. What message {@code id} contains follows from its id and length.
 */
final class FragmentReader {

    private static final int HEADER = FrameDescriptor.HEADER_LENGTH;

    private final FrameRing ring;
    private final int maxFrame;
    private final FrameRun run = new FrameRun();
    private long cursor;
    private long openId = -1;
    private int openLength;

    /** Ids of the messages that came out, and their lengths. */
    final List<Long> ids = new ArrayList<>();

    final List<Integer> lengths = new ArrayList<>();

    FragmentReader(FrameRing ring, int maxFrame) {
        this.ring = ring;
        this.maxFrame = maxFrame;
    }

    /** Where the next message of this length goes, claimed; or NO_ROOM. */
    static long claim(FrameRing ring, int maxFrame, int length) {
        return length <= maxFrame - HEADER
                ? ring.tryClaim(FrameDescriptor.align(HEADER + length))
                : ring.tryClaimFragments(length);
    }

    static int span(FrameRing ring, int maxFrame, long position, int length) {
        return length <= maxFrame - HEADER ? FrameDescriptor.align(HEADER + length) : ring.spanAt(position, length);
    }

    /** Writes all fragments of a message and publishes them. */
    static void publish(FrameRing ring, int maxFrame, long position, int length, long id) {
        FragmentCursor fragments = new FragmentCursor(maxFrame);
        fragments.begin(ring, position, length);
        ByteBuffer b = ring.buffer();
        long end = position;
        while (fragments.next()) {
            int at = fragments.offset();
            require(fragments.position() == end, "fragments lie back to back", fragments.position(), end);
            int frame = HEADER + fragments.payloadLength();
            FrameFlyweight.writeHeader(
                    b, at, FrameDescriptor.word(1, fragments.flags(), 0), frame, 7, 0, fragments.position(), id);
            for (int i = 0; i < fragments.payloadLength(); i++) {
                b.put(at + HEADER + i, content(id, fragments.payloadFrom() + i));
            }
            end += FrameDescriptor.align(frame);
        }
        int span = span(ring, maxFrame, position, length);
        require(end == position + span, "the fragments fill the claim", end, position + span);
        ring.publishAll(position, span);
    }

    private static byte content(long id, int index) {
        return (byte) (id * 31 + index * 7L);
    }

    long cursor() {
        return cursor;
    }

    /** Reads one run; false if there is none. */
    boolean read(long limit, int maxBytes) {
        if (!ring.scan(cursor, limit, maxBytes, run)) {
            return false;
        }
        int messagesBefore = ids.size();
        long position = run.from();
        while (position < run.end()) {
            position = frame(position);
        }
        cursor = position;
        require(run.end() == cursor, "a run ends where its last frame does", run.end(), cursor);
        require(run.messages() == ids.size() - messagesBefore, "counted messages", run.messages(), ids.size());
        return true;
    }

    private long frame(long position) {
        ByteBuffer b = ring.buffer();
        int at = ring.offset(position);
        int length = FrameFlyweight.frameLength(b, at);
        require(FrameFlyweight.position(b, at) == position, "position", FrameFlyweight.position(b, at), position);
        long span = FrameFlyweight.span(b, at);
        require(span > 0 && span <= maxFrame, "no longer than a frame", span, maxFrame);
        require(at + span <= ring.capacity(), "not across the buffer's end", at, span);
        if (FrameFlyweight.kind(b, at) == FrameDescriptor.KIND_PAD) {
            require(openId < 0, "no PAD inside a message", openId, position);
            return position + span;
        }
        int flags = FrameFlyweight.flags(b, at);
        long id = FrameFlyweight.correlationId(b, at);
        if ((flags & FrameDescriptor.FLAG_BEGIN) != 0) {
            require(openId < 0, "a message begins where none is open", openId, id);
            openId = id;
            openLength = 0;
            requireRest(position);
        }
        require(openId == id, "fragments of one message only", openId, id);
        for (int i = 0; i < length - HEADER; i++) {
            require(b.get(at + HEADER + i) == content(id, openLength + i), "content", id, openLength + i);
        }
        openLength += length - HEADER;
        if ((flags & FrameDescriptor.FLAG_END) != 0) {
            ids.add(id);
            lengths.add(openLength);
            openId = -1;
        } else {
            require(length == span, "only the last fragment is padded", length, span);
        }
        return position + span;
    }

    /** Who sees the first fragment sees all of them. */
    private void requireRest(long first) {
        long position = first;
        while (!ring.endsMessage(position)) {
            position = ring.endOf(position);
            require(ring.isPublished(position), "the rest is there", first, position);
        }
    }

    private static void require(boolean holds, String what, long one, long other) {
        if (!holds) {
            throw new AssertionError(what + ": " + one + ", " + other);
        }
    }
}
