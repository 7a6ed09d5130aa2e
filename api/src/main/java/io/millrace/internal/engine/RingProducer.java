// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.error.MillraceException;
import io.millrace.internal.ring.FrameRing;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What writes messages into a ring: claims and offers, on any thread, or on one at a time if it is exclusive. Who reads
 * the ring is its subclass's affair: the sessions of an endpoint, or the stages of a pipeline.
 */
abstract class RingProducer implements Publication {

    private static final OfferStatus[] STATUSES = OfferStatus.values();

    // In the place of a position: why there is none. Beside these, FrameRing.NO_ROOM, which is not among them.
    private static final long TOO_LARGE = refused(OfferStatus.MESSAGE_TOO_LARGE);
    private static final long CLOSED = refused(OfferStatus.CLOSED);

    final IoAgent agent;
    final Admission admission;
    private final String name;
    private final PublicationSettings settings;
    private final PatientPublisher patient = new PatientPublisher(this);
    private final boolean checksummed;
    private final int kind;
    private final long plainWord;
    private final LongAdder closedOffers;
    private final int streamId;
    private final int maxFramePayload;

    /** Bytes behind each payload that are zeroed and left to the readers. */
    private final int reservedBytes;

    private final FragmentedOffers fragmented;
    private final long publishTimeoutNs;
    private final @Nullable RingClaim soleClaim;
    private final ThreadLocal<FrameChecksum> checksums = ThreadLocal.withInitial(FrameChecksum::new);
    private final ClaimWatch claims;
    private final LongAdder refusals = new LongAdder();

    private volatile boolean backPressured;

    /**
     * What never changes.
     *
     * @param name of the stream
     * @param streamId in its frames
     * @param kind of messages unless a claim says something else
     * @param sealed whether frames get their checksums here
     * @param closedOffers counts offers that came too late
     */
    record Traits(
            String name,
            int streamId,
            int kind,
            boolean exclusive,
            boolean sealed,
            int reservedBytes,
            long publishTimeoutNs,
            LongAdder closedOffers) {}

    RingProducer(IoAgent agent, Admission admission, PublicationSettings settings, Traits traits) {
        this.agent = agent;
        this.admission = admission;
        this.settings = settings;
        this.name = traits.name();
        this.kind = traits.kind();
        this.plainWord = FrameDescriptor.word(kind, FrameDescriptor.FLAGS_UNFRAGMENTED, 0);
        this.closedOffers = traits.closedOffers();
        this.streamId = traits.streamId();
        this.checksummed = traits.sealed();
        this.reservedBytes = traits.reservedBytes();
        this.maxFramePayload = settings.maxFramePayload() - reservedBytes;
        this.fragmented = new FragmentedOffers(this);
        this.publishTimeoutNs = traits.publishTimeoutNs();
        this.claims = new ClaimWatch(this, checksummed);
        this.soleClaim = traits.exclusive() ? claims.add() : null;
    }

    // ---- what its readers are ----

    /** The ring, made at its first use; null if there is no memory for it now. */
    abstract @Nullable FrameRing ring();

    /** The ring, which a reservation has made. */
    abstract FrameRing requireRing();

    /** What ends at this position is published. */
    abstract void published(long end);

    /** A message was refused for want of room. */
    abstract void refusedForRoom();

    /** True if no reader takes messages in fragments. */
    abstract boolean isWholeOnly();

    /** Whose it is, for messages to a person. */
    abstract String title();

    final String where() {
        return "stream " + name + " on " + title();
    }

    /** Why it is out of service; null if it is not known, or not out of service. */
    abstract @Nullable MillraceException failure();

    /** True if nobody will read any more. */
    abstract boolean isReleased();

    /** The calling thread's writer of large messages. */
    final FragmentWriter fragmentWriter() {
        RingClaim sole = soleClaim;
        return (sole != null ? sole : claims.ofThisThread()).fragmentWriter();
    }

    // ---- the hot path ----

    @Override
    public final Claim claim(int length) {
        RingClaim sole = soleClaim;
        RingClaim claim = sole != null ? sole : claims.ofThisThread();
        claim.requireIdle();
        if (sole != null) {
            sole.passTo(Thread.currentThread());
        }
        if (length > maxFramePayload) {
            return claimFragments(claim, length);
        }
        long position = reserve(length);
        if (position < 0) {
            return claim.refused(status(position));
        }
        return claim.accepted(requireRing(), position, length + FrameDescriptor.HEADER_LENGTH, reservedBytes);
    }

    private Claim claimFragments(RingClaim claim, int length) {
        if (length > maxMessageLength()) {
            return claim.refused(OfferStatus.MESSAGE_TOO_LARGE);
        }
        claim.prepare(length);
        long position = fragmented.reserve(length);
        return position < 0 ? claim.refused(status(position)) : claim.staged(requireRing(), position, length);
    }

    @Override
    public final OfferStatus offer(ByteBuffer source, int offset, int length) {
        if (length > maxFramePayload) {
            return fragmented.offer(source, offset, length);
        }
        long position = reserveWhole(length);
        if (position < 0) {
            return status(position);
        }
        FrameRing frames = requireRing();
        boolean written = false;
        try {
            frames.buffer().put(frames.offset(position) + FrameDescriptor.HEADER_LENGTH, source, offset, length);
            written = true;
        } finally {
            complete(frames, position, length, written);
        }
        return OfferStatus.ACCEPTED;
    }

    @Override
    public final OfferStatus offer(byte[] source, int offset, int length) {
        if (length > maxFramePayload) {
            return fragmented.offer(source, offset, length);
        }
        long position = reserveWhole(length);
        if (position < 0) {
            return status(position);
        }
        FrameRing frames = requireRing();
        boolean written = false;
        try {
            frames.buffer().put(frames.offset(position) + FrameDescriptor.HEADER_LENGTH, source, offset, length);
            written = true;
        } finally {
            complete(frames, position, length, written);
        }
        return OfferStatus.ACCEPTED;
    }

    /** Room for a message that the engine itself writes, its padding zeroed; or why there is none. */
    private long reserveWhole(int length) {
        RingClaim sole = soleClaim;
        if (sole != null) {
            sole.requireIdle();
        }
        long position = reserve(length);
        if (position >= 0) {
            FrameRing frames = requireRing();
            FramePadding.clear(
                    frames.buffer(),
                    frames.offset(position),
                    length + FrameDescriptor.HEADER_LENGTH + reservedBytes,
                    reservedBytes);
        }
        return position;
    }

    /** Room for a message's frame, or why there is none. */
    private long reserve(int length) {
        if (length < 0) {
            return TOO_LARGE;
        }
        OfferStatus why = admission.refusal();
        if (why != null) {
            return refused(why);
        }
        FrameRing frames = ring();
        if (frames == null) {
            return FrameRing.NO_ROOM;
        }
        int aligned = FrameDescriptor.align(length + FrameDescriptor.HEADER_LENGTH + reservedBytes);
        long position = frames.tryClaim(aligned);
        if (position >= 0 && admission.isClosed()) {
            return tooLate(frames, position, aligned);
        }
        return position;
    }

    /** Room for a message that is larger than a frame, or why there is none. */
    final long reserveFragments(int length) {
        RingClaim sole = soleClaim;
        if (sole != null) {
            sole.requireIdle();
        }
        if (length > maxMessageLength()) {
            return TOO_LARGE;
        }
        OfferStatus why = admission.refusal();
        if (why != null) {
            return refused(why);
        }
        FrameRing frames = ring();
        if (frames == null) {
            return FrameRing.NO_ROOM;
        }
        long position = frames.tryClaimFragments(length);
        if (position >= 0 && admission.isClosed()) {
            return tooLate(frames, position, frames.spanAt(position, length));
        }
        return position;
    }

    /**
     * Closed between the look at the refusal and the claim. Whoever closes stores the refusal and then reads the ring's
     * head; a shared ring's claim moves the head, and then the refusal is read again: one of the two sees the other, so
     * that no accepted message lies behind the stream's end. (An exclusive publication is closed by its one thread.)
     */
    private long tooLate(FrameRing frames, long position, int span) {
        frames.abort(position, span);
        published(position + span);
        return CLOSED;
    }

    @SuppressWarnings("EnumOrdinal") // never leaves this class
    private static long refused(OfferStatus why) {
        return -2L - why.ordinal();
    }

    final OfferStatus status(long reason) {
        if (reason == FrameRing.NO_ROOM) {
            return full();
        }
        if (reason == CLOSED) {
            closedOffers.increment();
        }
        return STATUSES[(int) (-2 - reason)];
    }

    private OfferStatus full() {
        refusals.increment();
        if (!backPressured) {
            backPressured = true;
        }
        refusedForRoom();
        return OfferStatus.BACK_PRESSURED;
    }

    private void complete(FrameRing frames, long position, int length, boolean written) {
        int frameLength = length + FrameDescriptor.HEADER_LENGTH + reservedBytes;
        int aligned = FrameDescriptor.align(frameLength);
        if (!written) {
            frames.abort(position, aligned);
            published(position + aligned);
            return;
        }
        int offset = frames.offset(position);
        FrameFlyweight.writeHeader(frames.buffer(), offset, plainWord, frameLength, streamId, 0, position, 0);
        if (checksummed) {
            checksums.get().seal(frames.buffer(), offset);
        }
        publish(frames, position, aligned);
    }

    final void publish(FrameRing frames, long position, int alignedLength) {
        frames.publish(position, alignedLength);
        published(position + alignedLength);
    }

    // ---- waiting ----

    @Override
    public final void publish(byte[] message) {
        publish(ByteBuffer.wrap(message), 0, message.length, Duration.ofNanos(publishTimeoutNs));
    }

    @Override
    public final void publish(String text) {
        publish(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public final void publish(ByteBuffer source, int offset, int length, Duration timeout) {
        patient.publish(source, offset, length, timeout);
    }

    @Override
    public boolean drain(Duration timeout) {
        return patient.drain(timeout);
    }

    // ---- state ----

    @Override
    public final String stream() {
        return name;
    }

    @Override
    public final int maxClaimLength() {
        return maxFramePayload;
    }

    @Override
    public final int maxMessageLength() {
        return isWholeOnly() ? Math.min(maxFramePayload, settings.maxMessageLength()) : settings.maxMessageLength();
    }

    @Override
    public final boolean isClosed() {
        return admission.isClosed();
    }

    final PublicationSettings settings() {
        return settings;
    }

    /** DATA, or RESPONSE of a reply publication. */
    final int kind() {
        return kind;
    }

    final int streamId() {
        return streamId;
    }

    /** Refuses what is offered from now on, or with null accepts it again. CLOSED is final. */
    final void refuse(@Nullable OfferStatus why) {
        admission.refuse(why);
    }

    /** A claim that has been open for too long, if there is one. One thread. */
    final @Nullable RingClaim stalledClaim(long nowNs) {
        return claims.stalled(nowNs);
    }

    /** The same, open for longer than a time. */
    final @Nullable RingClaim stalledClaim(long nowNs, long afterNs) {
        return claims.stalled(nowNs, afterNs);
    }

    final long refusals() {
        return refusals.sum();
    }

    /** True if an offer has been refused for want of room and there still is little. */
    final boolean isBackPressured() {
        if (backPressured && position() - acknowledged() < settings.ringBytes() / 2) {
            backPressured = false;
        }
        return backPressured;
    }
}
