// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import io.millrace.Publication;
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
 * A publication: claims and offers, on any thread, or on one at a time if it is exclusive. What its sessions see of it is
 * a {@link RingStream}, whom it goes out to a {@link FanOut}.
 */
final class RingPublication implements Publication {

    private static final OfferStatus[] STATUSES = OfferStatus.values();

    // In the place of a position: why there is none. Beside these, FrameRing.NO_ROOM, which is not among them.
    private static final long TOO_LARGE = refused(OfferStatus.MESSAGE_TOO_LARGE);
    private static final long CLOSED = refused(OfferStatus.CLOSED);

    private final EngineEndpoint endpoint;
    private final IoAgent agent;
    private final RingStream stream;
    private final Admission admission = new Admission();
    private final FanOut fanOut;
    private final PatientPublisher patient;
    private final boolean checksummed;
    private final int kind;
    private final long plainWord;
    private final LongAdder closedOffers;
    private final int streamId;
    private final int maxFramePayload;
    private final FragmentedOffers fragmented;
    private final long publishTimeoutNs;
    private final @Nullable RingClaim soleClaim;
    private final ThreadLocal<FrameChecksum> checksums = ThreadLocal.withInitial(FrameChecksum::new);
    private final ClaimWatch claims;
    private final LongAdder refusals = new LongAdder();

    private volatile boolean backPressured;

    RingPublication(
            EngineEndpoint endpoint,
            String name,
            int streamId,
            long epoch,
            boolean exclusive,
            PublicationSettings settings) {
        this(endpoint, name, streamId, epoch, exclusive, settings, FrameDescriptor.KIND_DATA, new LongAdder());
    }

    /** Of messages that are DATA, or RESPONSE, unless a claim says something else. */
    RingPublication(
            EngineEndpoint endpoint,
            String name,
            int streamId,
            long epoch,
            boolean exclusive,
            PublicationSettings settings,
            int kind,
            LongAdder closedOffers) {
        this.kind = kind;
        this.plainWord = FrameDescriptor.word(kind, FrameDescriptor.FLAGS_UNFRAGMENTED, 0);
        this.closedOffers = closedOffers;
        this.endpoint = endpoint;
        this.agent = endpoint.agent();
        this.fanOut = new FanOut(this, endpoint, admission, settings.slowConsumer());
        this.stream = new RingStream(name, streamId, epoch, exclusive, settings, fanOut);
        this.patient = new PatientPublisher(this, endpoint, admission);
        this.streamId = streamId;
        this.checksummed = settings.checksummed();
        this.maxFramePayload = settings.maxFramePayload();
        this.fragmented = new FragmentedOffers(this);
        this.publishTimeoutNs = endpoint.config().publishTimeoutNs();
        this.claims = new ClaimWatch(this, checksummed);
        this.soleClaim = exclusive ? claims.add() : null;
    }

    /** The calling thread's writer of large messages. */
    FragmentWriter fragmentWriter() {
        RingClaim sole = soleClaim;
        return (sole != null ? sole : claims.ofThisThread()).fragmentWriter();
    }

    // ---- the hot path ----

    @Override
    public Claim claim(int length) {
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
        return claim.accepted(stream.requireRing(), position, length + FrameDescriptor.HEADER_LENGTH);
    }

    private Claim claimFragments(RingClaim claim, int length) {
        if (length > maxMessageLength()) {
            return claim.refused(OfferStatus.MESSAGE_TOO_LARGE);
        }
        claim.prepare(length);
        long position = fragmented.reserve(length);
        return position < 0 ? claim.refused(status(position)) : claim.staged(stream.requireRing(), position, length);
    }

    @Override
    public OfferStatus offer(ByteBuffer source, int offset, int length) {
        if (length > maxFramePayload) {
            return fragmented.offer(source, offset, length);
        }
        long position = reserveWhole(length);
        if (position < 0) {
            return status(position);
        }
        FrameRing frames = stream.requireRing();
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
    public OfferStatus offer(byte[] source, int offset, int length) {
        if (length > maxFramePayload) {
            return fragmented.offer(source, offset, length);
        }
        long position = reserveWhole(length);
        if (position < 0) {
            return status(position);
        }
        FrameRing frames = stream.requireRing();
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
            FrameRing frames = stream.requireRing();
            FramePadding.clear(frames.buffer(), frames.offset(position), length + FrameDescriptor.HEADER_LENGTH);
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
        int aligned = FrameDescriptor.align(length + FrameDescriptor.HEADER_LENGTH);
        long position = frames.tryClaim(aligned);
        if (position >= 0 && admission.isClosed()) {
            return tooLate(frames, position, aligned);
        }
        return position;
    }

    /** The ring, made at its first use; null if there is no memory for it now. */
    private @Nullable FrameRing ring() {
        FrameRing frames = stream.ring();
        return frames != null ? frames : stream.obtainRing(agent.nanoTime());
    }

    /** Room for a message that is larger than a frame, or why there is none. */
    long reserveFragments(int length) {
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
        fanOut.published(position + span);
        return CLOSED;
    }

    @SuppressWarnings("EnumOrdinal") // never leaves this class
    private static long refused(OfferStatus why) {
        return -2L - why.ordinal();
    }

    OfferStatus status(long reason) {
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
        fanOut.refused();
        return OfferStatus.BACK_PRESSURED;
    }

    private void complete(FrameRing frames, long position, int length, boolean written) {
        int frameLength = length + FrameDescriptor.HEADER_LENGTH;
        int aligned = FrameDescriptor.align(frameLength);
        if (!written) {
            frames.abort(position, aligned);
            fanOut.published(position + aligned);
            return;
        }
        int offset = frames.offset(position);
        FrameFlyweight.writeHeader(frames.buffer(), offset, plainWord, frameLength, streamId, 0, position, 0);
        if (checksummed) {
            checksums.get().seal(frames.buffer(), offset);
        }
        publish(frames, position, aligned);
    }

    void publish(FrameRing frames, long position, int alignedLength) {
        frames.publish(position, alignedLength);
        fanOut.published(position + alignedLength);
    }

    // ---- waiting ----

    @Override
    public void publish(byte[] message) {
        publish(ByteBuffer.wrap(message), 0, message.length, Duration.ofNanos(publishTimeoutNs));
    }

    @Override
    public void publish(String text) {
        publish(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void publish(ByteBuffer source, int offset, int length, Duration timeout) {
        patient.publish(source, offset, length, timeout);
    }

    @Override
    public boolean drain(Duration timeout) {
        return patient.drain(timeout);
    }

    // ---- state ----

    @Override
    public String stream() {
        return stream.name();
    }

    @Override
    public long position() {
        return stream.publishedEnd();
    }

    @Override
    public long acknowledged() {
        return stream.oldestHeld();
    }

    @Override
    public int maxMessageLength() {
        int most = stream.settings().maxMessageLength();
        return fanOut.isWholeOnly() ? Math.min(maxFramePayload, most) : most;
    }

    @Override
    public int maxClaimLength() {
        return maxFramePayload;
    }

    @Override
    public boolean isClosed() {
        return admission.isClosed();
    }

    @Override
    public void close() {
        admission.refuse(OfferStatus.CLOSED);
        stream.closing();
        agent.execute(() -> endpoint.publicationClosed(this));
    }

    // ---- for the engine ----

    RingStream published() {
        return stream;
    }

    FanOut fanOut() {
        return fanOut;
    }

    /** DATA, or RESPONSE of a reply publication. */
    int kind() {
        return kind;
    }

    int streamId() {
        return streamId;
    }

    /** Refuses what is offered from now on, or with null accepts it again. CLOSED is final. */
    void refuse(@Nullable OfferStatus why) {
        admission.refuse(why);
    }

    /** The endpoint has failed for good, or works again. */
    void isolate(boolean isolated) {
        admission.refuse(isolated ? OfferStatus.ISOLATED : null);
        if (!isolated) {
            fanOut.sessionsChanged();
        }
    }

    /** A claim that has been open for too long, if there is one. I/O agent's thread. */
    @Nullable RingClaim stalledClaim(long nowNs) {
        return claims.stalled(nowNs);
    }

    long refusals() {
        return refusals.sum();
    }

    /** True if an offer has been refused for want of room and there still is little. */
    boolean isBackPressured() {
        if (backPressured
                && stream.publishedEnd() - stream.oldestHeld()
                        < stream.settings().ringBytes() / 2) {
            backPressured = false;
        }
        return backPressured;
    }
}
