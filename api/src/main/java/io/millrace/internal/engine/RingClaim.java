// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.error.ResourceException;
import io.millrace.internal.ring.FrameRing;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The one claim of a thread on a publication, reused; of an exclusive publication the only one. A message that fits into a
 * frame is written in place; a larger one, whose fragments do not lie back to back, into a buffer that commit copies.
 */
final class RingClaim implements Claim {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);

    private final RingProducer publication;
    private final @Nullable FrameChecksum checksum;
    private @Nullable FrameRing ring;
    private ByteBuffer view = NOTHING;
    private ByteBuffer staging = NOTHING;
    private @Nullable FragmentWriter fragments;
    private OfferStatus status = OfferStatus.CLOSED;
    private boolean open;
    private long position;

    /** Of a staged message the payload alone. */
    private int frameLength;

    private boolean staged;
    private int typeId;
    private long correlationId;
    private int kind;
    private int errorStatus;

    /** Who has it; of an exclusive publication, whoever claimed last. */
    private Thread owner = Thread.currentThread();

    /** The watch's. */
    private long seenAt = -1;

    private long seenSinceNs;

    RingClaim(RingProducer publication, boolean checksummed) {
        this.publication = publication;
        this.checksum = checksummed ? new FrameChecksum() : null;
    }

    /**
     * How long it has been open, as far as the looks at it tell. The I/O agent's thread, which reads the owner's fields
     * without order: it may see a claim late, which does not matter within seconds.
     */
    long openForNs(long nowNs) {
        long at = open ? position : -1;
        if (at < 0 || at != seenAt) {
            seenAt = at;
            seenSinceNs = nowNs;
        }
        return nowNs - seenSinceNs;
    }

    /** True if its thread has ended without leaving it open; it will not be used again. */
    boolean isAbandoned() {
        return !open && !owner.isAlive();
    }

    /** For events: whose it is and where. */
    String whereabouts() {
        return "a claim of thread " + owner.getName() + " on stream " + publication.stream() + " at position "
                + position;
    }

    /** True if this thread made it, or it has passed to this thread. */
    boolean isOf(Thread thread) {
        return owner == thread;
    }

    /** An exclusive publication has passed to another thread. */
    void passTo(Thread thread) {
        if (owner != thread) {
            owner = thread;
        }
    }

    void requireIdle() {
        if (open) {
            throw new PublicationException(
                    ErrorCode.NESTED_CLAIM,
                    "this thread has a claim open on stream " + publication.stream() + " at " + position,
                    "commit or abort it before the next claim; use try-with-resources");
        }
    }

    RingClaim refused(OfferStatus why) {
        status = why;
        return this;
    }

    /** @param reserved bytes behind the payload that are left to the readers */
    RingClaim accepted(FrameRing frames, long at, int length, int reserved) {
        if (view == NOTHING) {
            ring = frames;
            view = frames.buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }
        position = at;
        frameLength = length + reserved;
        typeId = 0;
        correlationId = 0;
        kind = publication.kind();
        errorStatus = 0;
        open = true;
        if (status != OfferStatus.ACCEPTED) {
            status = OfferStatus.ACCEPTED;
        }
        int offset = frames.offset(at);
        FramePadding.clear(frames.buffer(), offset, frameLength, reserved);
        view.limit(offset + length).position(offset + FrameDescriptor.HEADER_LENGTH);
        return this;
    }

    /** Makes sure of a buffer for the payload of a message that is larger than a frame, before room is claimed for it. */
    void prepare(int payloadLength) {
        if (staging.capacity() < payloadLength) {
            try {
                staging = ByteBuffer.allocateDirect(payloadLength).order(ByteOrder.LITTLE_ENDIAN);
            } catch (OutOfMemoryError e) {
                throw new ResourceException(
                        ErrorCode.OUT_OF_MEMORY,
                        "no direct memory for a claim of " + payloadLength + " bytes on stream " + publication.stream(),
                        "raise -XX:MaxDirectMemorySize, or offer the message instead of claiming it",
                        e);
            }
        }
    }

    /** Room for all of a message that is larger than a frame: its payload is gathered here. */
    RingClaim staged(FrameRing frames, long at, int payloadLength) {
        staging.clear().limit(payloadLength);
        ring = frames;
        staged = true;
        position = at;
        frameLength = payloadLength;
        typeId = 0;
        correlationId = 0;
        kind = publication.kind();
        errorStatus = 0;
        open = true;
        status = OfferStatus.ACCEPTED;
        return this;
    }

    @Override
    public OfferStatus status() {
        return status;
    }

    @Override
    public boolean isAccepted() {
        return status == OfferStatus.ACCEPTED;
    }

    @Override
    public ByteBuffer buffer() {
        requireOpen();
        return staged ? staging : view;
    }

    @Override
    public Claim typeId(int id) {
        if (id < 0 || id > 0xFFFF) {
            throw new IllegalArgumentException("typeId " + id + " is outside 0..65535");
        }
        typeId = id;
        return this;
    }

    @Override
    public Claim correlationId(long id) {
        correlationId = id;
        return this;
    }

    @Override
    public Claim request(long id) {
        requireOpen();
        if (publication.kind() != FrameDescriptor.KIND_DATA) {
            throw new IllegalStateException("a reply cannot be a request: publish it on a stream of its own");
        }
        kind = FrameDescriptor.KIND_REQUEST;
        correlationId = id;
        return this;
    }

    @Override
    public Claim errorStatus(int error) {
        requireOpen();
        if (error < 0 || error > 0xFF) {
            throw new IllegalArgumentException("error status " + error + " is outside 0..255");
        }
        if (kind != FrameDescriptor.KIND_RESPONSE) {
            throw new IllegalStateException("only a reply has an error status: stream " + publication.stream()
                    + " is no reply publication, see Message.reply()");
        }
        errorStatus = error;
        return this;
    }

    @Override
    public void commit() {
        FrameRing frames = requireOpen();
        if (staged) {
            commitFragments();
            return;
        }
        int offset = frames.offset(position);
        FrameFlyweight.writeHeader(
                frames.buffer(),
                offset,
                FrameDescriptor.word(kind, FrameDescriptor.FLAGS_UNFRAGMENTED, errorStatus),
                frameLength,
                publication.streamId(),
                typeId,
                position,
                correlationId);
        if (checksum != null) {
            checksum.seal(frames.buffer(), offset);
        }
        open = false;
        publication.publish(frames, position, FrameDescriptor.align(frameLength));
    }

    /** Made at its first use, kept. */
    FragmentWriter fragmentWriter() {
        FragmentWriter writer = fragments;
        if (writer == null) {
            writer = new FragmentWriter(publication);
            fragments = writer;
        }
        return writer;
    }

    private void commitFragments() {
        FragmentWriter writer = fragmentWriter();
        writer.begin(position, frameLength);
        writer.describe(kind, errorStatus, typeId, correlationId);
        while (writer.next()) {
            writer.put(staging, 0);
        }
        open = false;
        staged = false;
        writer.end();
    }

    @Override
    public void abort() {
        FrameRing frames = requireOpen();
        open = false;
        int span = staged ? frames.spanAt(position, frameLength) : FrameDescriptor.align(frameLength);
        staged = false;
        frames.abort(position, span);
        publication.published(position + span);
    }

    @Override
    public void close() {
        if (open) {
            abort();
        }
    }

    private FrameRing requireOpen() {
        FrameRing frames = ring;
        if (!open || frames == null) {
            throw new IllegalStateException("no claim is open on stream " + publication.stream() + ": " + status);
        }
        return frames;
    }
}
