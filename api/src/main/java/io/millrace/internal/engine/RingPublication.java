// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import io.millrace.error.MillraceException;
import io.millrace.internal.ring.FrameRing;
import io.millrace.spi.frame.FrameDescriptor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A publication of an endpoint. What its sessions see of it is a {@link RingStream}, whom it goes out to a {@link FanOut}.
 * One that a pipeline feeds is written by nobody here: it reads what the stages have let through.
 */
final class RingPublication extends RingProducer {

    private final EngineEndpoint endpoint;
    private final RingStream stream;
    private final FanOut fanOut;
    private final @Nullable Feeder feeder;

    /** Who fills the ring of a publication that reads another's. */
    interface Feeder {

        /** Its name, for messages to a person. */
        String title();

        /** The publication has other listeners than before, or none, or is closed. Any thread. */
        void admissionChanged();

        /** It will read nothing more. I/O agent's thread. */
        void over(RingPublication publication);

        /** The sessions of all that read the same ring, to find the one that is slow. I/O agent's thread. */
        InlineSender[] senders();

        /** Offers refused for want of room. */
        long refusals();
    }

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
        this(
                endpoint,
                epoch,
                settings,
                new Traits(
                        name,
                        streamId,
                        kind,
                        exclusive,
                        settings.checksummed(),
                        0,
                        endpoint.config().publishTimeoutNs(),
                        closedOffers),
                new Admission(),
                null);
    }

    /** What a pipeline lets through, out of its ring. */
    static RingPublication fed(
            EngineEndpoint endpoint,
            String name,
            int streamId,
            PublicationSettings settings,
            FrameRing view,
            Feeder feeder) {
        Traits traits = new Traits(name, streamId, FrameDescriptor.KIND_DATA, false, false, 0, 0, new LongAdder());
        RingPublication fed = new RingPublication(
                endpoint,
                endpoint.runtime().newEpoch(),
                settings,
                traits,
                new Admission(feeder::admissionChanged),
                feeder);
        fed.stream.read(view);
        return fed;
    }

    private RingPublication(
            EngineEndpoint endpoint,
            long epoch,
            PublicationSettings settings,
            Traits traits,
            Admission admission,
            @Nullable Feeder feeder) {
        super(endpoint.agent(), admission, settings, traits);
        this.endpoint = endpoint;
        this.feeder = feeder;
        this.fanOut = new FanOut(this, endpoint, admission, settings.slowConsumer());
        this.stream = new RingStream(traits.name(), traits.streamId(), epoch, traits.exclusive(), settings, fanOut);
    }

    // ---- what reads the ring ----

    @Override
    @Nullable FrameRing ring() {
        FrameRing frames = stream.ring();
        return frames != null ? frames : stream.obtainRing(agent.nanoTime());
    }

    @Override
    FrameRing requireRing() {
        return stream.requireRing();
    }

    @Override
    void published(long end) {
        fanOut.published(end);
    }

    @Override
    void refusedForRoom() {
        fanOut.refused();
    }

    @Override
    boolean isWholeOnly() {
        return fanOut.isWholeOnly();
    }

    @Override
    String title() {
        return endpoint.title();
    }

    @Override
    @Nullable MillraceException failure() {
        return endpoint.failure();
    }

    @Override
    boolean isReleased() {
        return endpoint.isReleased();
    }

    // ---- state ----

    @Override
    public long position() {
        return stream.publishedEnd();
    }

    @Override
    public long acknowledged() {
        return stream.oldestHeld();
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

    /** Who fills its ring; null if its own callers do. */
    @Nullable Feeder feeder() {
        return feeder;
    }

    /** It is over: its number is free again. I/O agent's thread. */
    void over() {
        if (feeder == null) {
            endpoint.runtime().streamIds().release(streamId());
        } else {
            feeder.over(this);
        }
    }

    /** The endpoint has failed for good, or works again. */
    void isolate(boolean isolated) {
        admission.refuse(isolated ? OfferStatus.ISOLATED : null);
        if (!isolated) {
            fanOut.sessionsChanged();
        }
    }
}
