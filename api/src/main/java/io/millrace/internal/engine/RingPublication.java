// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.internal.ring.ExclusiveFrameRing;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.SharedFrameRing;
import io.millrace.internal.session.PublishedStream;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A publication: its ring, the sessions that it goes out to, and the gate that they hold. Claims and offers on any thread
 * (or one, if exclusive); the table of sessions belongs to the I/O agent.
 */
final class RingPublication implements Publication, PublishedStream {

    private static final int PUBLISH_SPINS = 100;
    private static final int PUBLISH_YIELDS = 200;
    private static final long PUBLISH_PARK_NS = 50_000;

    private final String name;
    private final int streamId;
    private final long epoch;
    private final EngineEndpoint endpoint;
    private final IoAgent agent;
    private final EndpointConfig config;
    private final boolean checksummed;
    private final boolean exclusive;
    private final int maxMessageLength;
    private final @Nullable RingClaim soleClaim;
    private final ThreadLocal<RingClaim> claims;
    private final ThreadLocal<FrameChecksum> checksums = ThreadLocal.withInitial(FrameChecksum::new);
    private final LongAdder refusals = new LongAdder();

    private volatile @Nullable FrameRing ring;
    private volatile InlineSender[] senders = {};

    /** Why nothing is accepted at the moment; null if it is. */
    private volatile @Nullable OfferStatus refusal;

    private volatile boolean closing;
    private volatile boolean backPressured;
    private boolean hadSessions;
    private boolean over;

    RingPublication(
            EngineEndpoint endpoint, String name, int streamId, long epoch, boolean exclusive, boolean checksummed) {
        this.endpoint = endpoint;
        this.agent = endpoint.agent();
        this.config = endpoint.config();
        this.name = name;
        this.streamId = streamId;
        this.epoch = epoch;
        this.exclusive = exclusive;
        this.checksummed = checksummed;
        this.maxMessageLength = config.frameSize() - FrameDescriptor.HEADER_LENGTH;
        this.soleClaim = exclusive ? new RingClaim(this, checksummed) : null;
        this.claims = ThreadLocal.withInitial(() -> new RingClaim(this, checksummed));
    }

    // ---- the hot path ----

    @Override
    public Claim claim(int length) {
        RingClaim sole = soleClaim;
        RingClaim claim = sole != null ? sole : claims.get();
        claim.requireIdle();
        OfferStatus why = refusal(length);
        if (why != null) {
            return claim.refused(why);
        }
        FrameRing frames = requireRing();
        int frameLength = length + FrameDescriptor.HEADER_LENGTH;
        long position = frames.tryClaim(FrameDescriptor.align(frameLength));
        if (position < 0) {
            return claim.refused(full());
        }
        if (refusal == OfferStatus.CLOSED) {
            return claim.refused(tooLate(frames, position, frameLength));
        }
        return claim.accepted(frames, position, frameLength);
    }

    @Override
    public OfferStatus offer(ByteBuffer source, int offset, int length) {
        OfferStatus why = refusal(length);
        if (why != null) {
            return why;
        }
        FrameRing frames = requireRing();
        int frameLength = length + FrameDescriptor.HEADER_LENGTH;
        long position = claimFor(frames, frameLength);
        if (position < 0) {
            return full();
        }
        if (refusal == OfferStatus.CLOSED) {
            return tooLate(frames, position, frameLength);
        }
        int at = frames.offset(position) + FrameDescriptor.HEADER_LENGTH;
        boolean written = false;
        try {
            frames.buffer().put(at, source, offset, length);
            written = true;
        } finally {
            complete(frames, position, frameLength, written);
        }
        return OfferStatus.ACCEPTED;
    }

    @Override
    public OfferStatus offer(byte[] source, int offset, int length) {
        OfferStatus why = refusal(length);
        if (why != null) {
            return why;
        }
        FrameRing frames = requireRing();
        int frameLength = length + FrameDescriptor.HEADER_LENGTH;
        long position = claimFor(frames, frameLength);
        if (position < 0) {
            return full();
        }
        if (refusal == OfferStatus.CLOSED) {
            return tooLate(frames, position, frameLength);
        }
        int at = frames.offset(position) + FrameDescriptor.HEADER_LENGTH;
        boolean written = false;
        try {
            frames.buffer().put(at, source, offset, length);
            written = true;
        } finally {
            complete(frames, position, frameLength, written);
        }
        return OfferStatus.ACCEPTED;
    }

    private long claimFor(FrameRing frames, int frameLength) {
        RingClaim sole = soleClaim;
        if (sole != null) {
            sole.requireIdle();
        }
        long position = frames.tryClaim(FrameDescriptor.align(frameLength));
        if (position >= 0) {
            FramePadding.clear(frames.buffer(), frames.offset(position), frameLength);
        }
        return position;
    }

    private void complete(FrameRing frames, long position, int frameLength, boolean written) {
        int aligned = FrameDescriptor.align(frameLength);
        if (!written) {
            frames.abort(position, aligned);
            published(position + aligned);
            return;
        }
        int offset = frames.offset(position);
        FrameFlyweight.writeDataHeader(frames.buffer(), offset, frameLength, streamId, 0, position, 0);
        if (checksummed) {
            checksums.get().seal(frames.buffer(), offset);
        }
        publish(frames, position, aligned);
    }

    void publish(FrameRing frames, long position, int alignedLength) {
        frames.publish(position, alignedLength);
        published(position + alignedLength);
    }

    /** Something was published: the fence orders it before the looks at what the agent and other senders do. */
    void published(long end) {
        VarHandle.fullFence();
        if (agent.isCurrentThread()) {
            agent.publishedHere();
            return;
        }
        for (InlineSender sender : senders) {
            sender.published(end);
        }
    }

    private @Nullable OfferStatus refusal(int length) {
        if (length < 0 || length > maxMessageLength) {
            return OfferStatus.MESSAGE_TOO_LARGE;
        }
        return refusal;
    }

    /**
     * Closed between the look at {@link #refusal} and the claim. Whoever closes stores the refusal and then reads the
     * ring's head; a shared ring's claim moves the head, and then the refusal is read again: one of the two sees the
     * other, so that no accepted message lies behind the stream's end. (An exclusive publication is closed by its one
     * thread.)
     */
    private OfferStatus tooLate(FrameRing frames, long position, int frameLength) {
        int aligned = FrameDescriptor.align(frameLength);
        frames.abort(position, aligned);
        published(position + aligned);
        return OfferStatus.CLOSED;
    }

    private OfferStatus full() {
        refusals.increment();
        if (!backPressured) {
            backPressured = true;
        }
        // The only thread that has nothing better to do: what fills the ring may be waiting for somebody to write it.
        if (!agent.isCurrentThread()) {
            for (InlineSender sender : senders) {
                sender.refused();
            }
        }
        return OfferStatus.BACK_PRESSURED;
    }

    private FrameRing requireRing() {
        FrameRing frames = ring;
        return frames != null ? frames : allocate();
    }

    private synchronized FrameRing allocate() {
        FrameRing frames = ring;
        if (frames == null) {
            try {
                frames = exclusive
                        ? new ExclusiveFrameRing(config.ringBytes(), streamId, checksummed)
                        : new SharedFrameRing(config.ringBytes(), streamId, checksummed);
            } catch (OutOfMemoryError e) {
                throw new io.millrace.error.ResourceException(
                        ErrorCode.OUT_OF_MEMORY,
                        "no direct memory for the ring of stream " + name + ", " + config.ringBytes()
                                + " bytes (option ring)",
                        "raise -XX:MaxDirectMemorySize or lower ring",
                        e);
            }
            ring = frames;
        }
        return frames;
    }

    // ---- publish with a deadline ----

    @Override
    public void publish(byte[] message) {
        publish(ByteBuffer.wrap(message), 0, message.length, Duration.ofNanos(config.publishTimeoutNs()));
    }

    @Override
    public void publish(String text) {
        publish(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void publish(ByteBuffer source, int offset, int length, Duration timeout) {
        OfferStatus status = offer(source, offset, length);
        if (status == OfferStatus.ACCEPTED) {
            return;
        }
        if (agent.isCurrentThread()) {
            // A thread of the engine never waits: the links' pending work once, then the truth.
            agent.controlWork();
            status = offer(source, offset, length);
            if (status != OfferStatus.ACCEPTED) {
                throw failure(status, length, 0);
            }
            return;
        }
        long startNs = System.nanoTime();
        long timeoutNs = timeout.toNanos();
        for (int attempt = 0; status != OfferStatus.ACCEPTED; attempt++) {
            long waitedNs = System.nanoTime() - startNs;
            boolean hopeless = status != OfferStatus.BACK_PRESSURED && status != OfferStatus.NOT_CONNECTED;
            if (hopeless || waitedNs >= timeoutNs) {
                throw failure(status, length, waitedNs);
            }
            pause(attempt);
            status = offer(source, offset, length);
        }
    }

    private static void pause(int attempt) {
        if (attempt < PUBLISH_SPINS) {
            Thread.onSpinWait();
        } else if (attempt < PUBLISH_SPINS + PUBLISH_YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(PUBLISH_PARK_NS);
        }
    }

    private PublicationException failure(OfferStatus status, int length, long waitedNs) {
        String waited = " for " + waitedNs / 1_000_000 + " ms";
        String where = "stream " + name + " on " + endpoint.title();
        return switch (status) {
            case BACK_PRESSURED ->
                new PublicationException(
                        ErrorCode.BACK_PRESSURED,
                        where + ": the ring of " + config.ringBytes() + " bytes (option ring) was full" + waited + ", "
                                + (publishedEnd() - oldestHeld()) + " bytes are not acknowledged",
                        "the subscriber is slower than the publisher: publish less, raise publish-timeout or ring");
            case NOT_CONNECTED ->
                new PublicationException(
                        ErrorCode.NOT_CONNECTED,
                        where + ": nobody subscribed" + waited,
                        "start a subscriber of this stream, or raise publish-timeout");
            case ISOLATED ->
                new PublicationException(
                        ErrorCode.ISOLATED, where + ": the endpoint has failed for good", hint(), endpoint.failure());
            case MESSAGE_TOO_LARGE ->
                new PublicationException(
                        ErrorCode.MESSAGE_TOO_LARGE,
                        where + ": a message of " + length + " bytes is over the " + maxMessageLength
                                + " that a frame holds (ring / 8 or window / 4)",
                        "raise ring and window, or split the message");
            default ->
                new PublicationException(
                        ErrorCode.CLOSED, where + " is closed", "create a new publication on an open endpoint");
        };
    }

    private String hint() {
        return endpoint.failure() == null ? "see the endpoint's state" : "see the cause";
    }

    // ---- state ----

    @Override
    public String stream() {
        return name;
    }

    @Override
    public long position() {
        return publishedEnd();
    }

    @Override
    public long acknowledged() {
        return oldestHeld();
    }

    @Override
    public int maxMessageLength() {
        return maxMessageLength;
    }

    @Override
    public boolean drain(Duration timeout) {
        long target = publishedEnd();
        if (agent.isCurrentThread()) {
            agent.controlWork();
            return acknowledged() >= target;
        }
        long startNs = System.nanoTime();
        long timeoutNs = timeout.toNanos();
        for (int attempt = 0; acknowledged() < target; attempt++) {
            if (System.nanoTime() - startNs >= timeoutNs || refusal == OfferStatus.ISOLATED || endpoint.isReleased()) {
                return acknowledged() >= target;
            }
            pause(attempt);
        }
        return true;
    }

    @Override
    public boolean isClosed() {
        return refusal == OfferStatus.CLOSED;
    }

    @Override
    public void close() {
        refuse(OfferStatus.CLOSED);
        closing = true;
        agent.execute(() -> endpoint.publicationClosed(this));
    }

    /** Refuses what is offered from now on, or accepts it again. CLOSED is final. */
    synchronized void refuse(@Nullable OfferStatus why) {
        if (refusal != OfferStatus.CLOSED) {
            refusal = why;
        }
    }

    long refusals() {
        return refusals.sum();
    }

    /** True if an offer has been refused for want of room and there still is little. */
    boolean isBackPressured() {
        if (backPressured && publishedEnd() - oldestHeld() < config.ringBytes() / 2) {
            backPressured = false;
        }
        return backPressured;
    }

    boolean isDrained() {
        return oldestHeld() >= publishedEnd();
    }

    // ---- what sessions see ----

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
    public @Nullable FrameRing ring() {
        return ring;
    }

    @Override
    public long publishedEnd() {
        FrameRing frames = ring;
        return frames == null ? 0 : frames.head();
    }

    @Override
    public long oldestHeld() {
        FrameRing frames = ring;
        return frames == null ? 0 : frames.gate();
    }

    @Override
    public int frameSize() {
        return config.frameSize();
    }

    @Override
    public int window() {
        return config.windowBytes();
    }

    @Override
    public long largestMessage() {
        return maxMessageLength;
    }

    @Override
    public boolean checksummed() {
        return checksummed;
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    // ---- the table of sessions, on the I/O agent's thread ----

    InlineSender[] senders() {
        return senders;
    }

    void attach(InlineSender sender) {
        InlineSender[] before = senders;
        InlineSender[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = sender;
        senders = after;
        hadSessions = true;
        sessionsChanged();
    }

    void detach(io.millrace.internal.session.Session session) {
        senders = Arrays.stream(senders)
                .filter(sender -> sender.session() != session)
                .toArray(InlineSender[]::new);
        sessionsChanged();
    }

    /** Where a receiver that never saw this stream begins: with the oldest held, unless others are at work already. */
    long joinPosition() {
        return senders.length == 0 ? oldestHeld() : publishedEnd();
    }

    @Override
    public void sessionsChanged() {
        long slowest = Long.MAX_VALUE;
        boolean anybody = false;
        boolean refused = true;
        for (InlineSender sender : senders) {
            var stream = sender.stream();
            if (!stream.isRefused() || stream.isEnded()) {
                slowest = Math.min(slowest, stream.acknowledged());
            }
            refused &= stream.isRefused();
            anybody = true;
        }
        FrameRing frames = ring;
        if (frames != null && slowest != Long.MAX_VALUE && slowest > frames.gate()) {
            frames.gate(slowest);
        }
        if (refusal != OfferStatus.ISOLATED) {
            boolean nobody = anybody ? refused : hadSessions && endpoint.losesItsSessions();
            refuse(nobody ? OfferStatus.NOT_CONNECTED : null);
        }
        if (closing) {
            endpoint.publicationClosed(this);
        }
    }

    /** True once, when it is closed and every session has processed it to its end: its number is free again. */
    boolean takeEnd() {
        if (over || !closing || !isDrained()) {
            return false;
        }
        for (InlineSender sender : senders) {
            if (!sender.stream().isEnded() && !sender.stream().isRefused()) {
                return false;
            }
        }
        over = true;
        return true;
    }

    /** The endpoint has failed for good, or works again. */
    void isolate(boolean isolated) {
        refuse(isolated ? OfferStatus.ISOLATED : null);
        if (!isolated) {
            sessionsChanged();
        }
    }
}
