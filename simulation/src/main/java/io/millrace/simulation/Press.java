// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.internal.ring.ExclusiveFrameRing;
import io.millrace.internal.ring.FragmentCursor;
import io.millrace.internal.ring.FragmentLayout;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.SharedFrameRing;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;

/** Publishes messages into a ring, in frames and fragments as the engine does; one claim may stay open for a while. */
final class Press {

    private static final int HEADER = FrameDescriptor.HEADER_LENGTH;
    private static final int NO_NUMBER = -1;

    private final long epoch;
    private final int streamId;
    private final int kind;
    private final boolean checksummed;
    private final boolean shared;
    private final int frameSize;
    private final int largestPayload;
    private final FrameRing ring;
    private final FragmentCursor cursor;
    private final FrameChecksum checksum = new FrameChecksum();
    private final Positions positions = new Positions();

    private long openClaim = -1;
    private int openPayload;
    private int openNumber;
    private boolean refused;

    Press(Plan plan, int streamId, long epoch, int kind) {
        this.epoch = epoch;
        this.streamId = streamId;
        this.kind = kind;
        this.checksummed = plan.checksummed;
        this.shared = plan.sharedRings;
        this.frameSize = plan.frameSize();
        this.ring = shared
                ? new SharedFrameRing(plan.ringBytes, streamId, checksummed, frameSize)
                : new ExclusiveFrameRing(plan.ringBytes, streamId, checksummed, frameSize);
        this.largestPayload = plan.fragmentPercent > 0
                ? FragmentLayout.largestPayload(plan.ringBytes / 2, frameSize)
                : frameSize - HEADER;
        this.cursor = new FragmentCursor(frameSize);
    }

    FrameRing ring() {
        return ring;
    }

    Positions positions() {
        return positions;
    }

    int largestPayload() {
        return largestPayload;
    }

    /** True if a message was accepted. */
    boolean offer(int wishedPayload) {
        int payload = Math.min(wishedPayload, largestPayload);
        long position = reserve(payload);
        if (position < 0) {
            return false;
        }
        publish(position, payload, positions.add(position));
        return true;
    }

    /** Claims room and leaves it open, as a slow producer beside others does. */
    boolean claim(int wishedPayload, boolean abort) {
        int payload = Math.min(wishedPayload, largestPayload);
        if (!shared || hasOpenClaim()) {
            return false;
        }
        long position = reserve(payload);
        if (position < 0) {
            return false;
        }
        openClaim = position;
        openPayload = payload;
        openNumber = abort ? NO_NUMBER : positions.add(position);
        return true;
    }

    boolean hasOpenClaim() {
        return openClaim >= 0;
    }

    /** Where the open claim begins; behind everything if there is none. */
    long openClaim() {
        return hasOpenClaim() ? openClaim : Long.MAX_VALUE;
    }

    /** Publishes or aborts the open claim; true if a message was accepted. */
    boolean complete() {
        long position = openClaim;
        if (position < 0) {
            return false;
        }
        openClaim = -1;
        if (openNumber == NO_NUMBER) {
            ring.abort(position, span(position, openPayload));
            return false;
        }
        publish(position, openPayload, openNumber);
        return true;
    }

    /** Leaves PADs. */
    void abort(int wishedPayload) {
        int payload = Math.min(wishedPayload, largestPayload);
        long position = reserve(payload);
        if (position >= 0) {
            ring.abort(position, span(position, payload));
        }
    }

    /** True once after there was no room. */
    boolean takeRefused() {
        boolean was = refused;
        refused = false;
        return was;
    }

    private boolean isWhole(int payload) {
        return payload <= frameSize - HEADER;
    }

    private long reserve(int payload) {
        long position = isWhole(payload)
                ? ring.tryClaim(FrameDescriptor.align(HEADER + payload))
                : ring.tryClaimFragments(payload);
        refused |= position < 0;
        return position;
    }

    private int span(long position, int payload) {
        return isWhole(payload) ? FrameDescriptor.align(HEADER + payload) : ring.spanAt(position, payload);
    }

    private void publish(long position, int payload, int number) {
        if (isWhole(payload)) {
            frame(position, number, payload, 0, payload, FrameDescriptor.FLAGS_UNFRAGMENTED);
            ring.publish(position, span(position, payload));
            return;
        }
        cursor.begin(ring, position, payload);
        while (cursor.next()) {
            frame(cursor.position(), number, payload, cursor.payloadFrom(), cursor.payloadLength(), cursor.flags());
        }
        ring.publishAll(position, span(position, payload));
    }

    private void frame(long position, int number, int payload, int from, int count, int flags) {
        ByteBuffer b = ring.buffer();
        int offset = ring.offset(position);
        int end = HEADER + count;
        FrameFlyweight.writeHeader(b, offset, FrameDescriptor.word(kind, flags, 0), end, streamId, 0, position, number);
        Content.write(b, offset + HEADER, epoch, number, payload, from, count);
        for (int i = end; i < FrameDescriptor.align(end); i++) {
            b.put(offset + i, (byte) 0);
        }
        if (checksummed) {
            checksum.seal(b, offset);
        }
    }
}
