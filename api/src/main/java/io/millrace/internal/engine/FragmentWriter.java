// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.ring.FragmentCursor;
import io.millrace.internal.ring.FrameRing;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages that are larger than a frame into their claims, fragment by fragment, and publishes or aborts each as
 * a whole. Reused by its one thread.
 */
final class FragmentWriter {

    private final RingProducer publication;
    private final FragmentCursor cursor;
    private final @Nullable FrameChecksum checksum;
    private final FrameRing ring;
    private long position;
    private int span;
    private int kind;
    private int status;
    private int typeId;
    private long correlationId;

    FragmentWriter(RingProducer publication) {
        PublicationSettings settings = publication.settings();
        this.publication = publication;
        this.ring = publication.requireRing();
        this.cursor = new FragmentCursor(settings.frameSize());
        this.checksum = settings.checksummed() ? new FrameChecksum() : null;
    }

    /** Begins a message in its claim, without a type. */
    void begin(long claimed, int length) {
        position = claimed;
        span = ring.spanAt(claimed, length);
        describe(publication.kind(), 0, 0, 0);
        cursor.begin(ring, claimed, length);
    }

    /** What its fragments' headers say: all of them say the same. */
    void describe(int kind, int status, int typeId, long correlationId) {
        this.kind = kind;
        this.status = status;
        this.typeId = typeId;
        this.correlationId = correlationId;
    }

    /** Moves to the next fragment; false behind the last. */
    boolean next() {
        return cursor.next();
    }

    /** Writes the fragment, its payload copied from a message that begins at {@code offset} of the source. */
    void put(ByteBuffer source, int offset) {
        ring.buffer().put(beginFrame(), source, offset + cursor.payloadFrom(), cursor.payloadLength());
        endFrame();
    }

    /** As above, from an array. */
    void put(byte[] source, int offset) {
        ring.buffer().put(beginFrame(), source, offset + cursor.payloadFrom(), cursor.payloadLength());
        endFrame();
    }

    private int beginFrame() {
        int payloadAt = cursor.offset() + FrameDescriptor.HEADER_LENGTH;
        FramePadding.clear(ring.buffer(), cursor.offset(), FrameDescriptor.HEADER_LENGTH + cursor.payloadLength(), 0);
        return payloadAt;
    }

    private void endFrame() {
        FrameFlyweight.writeHeader(
                ring.buffer(),
                cursor.offset(),
                FrameDescriptor.word(kind, cursor.flags(), status),
                FrameDescriptor.HEADER_LENGTH + cursor.payloadLength(),
                publication.streamId(),
                typeId,
                cursor.position(),
                correlationId);
        if (checksum != null) {
            checksum.seal(ring.buffer(), cursor.offset());
        }
    }

    /** Publishes the message if its last fragment is written, else gives the whole claim up. */
    void end() {
        if (cursor.isBehindLast()) {
            ring.publishAll(position, span);
        } else {
            ring.abort(position, span);
        }
        publication.published(position + span);
    }
}
