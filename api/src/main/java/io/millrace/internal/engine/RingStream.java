// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.SlowConsumerPolicy;
import io.millrace.error.ErrorCode;
import io.millrace.error.ResourceException;
import io.millrace.internal.ring.ExclusiveFrameRing;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.SharedFrameRing;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.PublishedStream;
import org.jspecify.annotations.Nullable;

/** What sessions see of a publication, and its ring, which the first message makes. Any thread, unless said otherwise. */
final class RingStream implements PublishedStream {

    private static final long RETRY_NS = 1_000_000_000;

    private final String name;
    private final int streamId;
    private final long epoch;
    private final boolean exclusive;
    private final PublicationSettings settings;
    private final FanOut fanOut;

    private volatile @Nullable FrameRing ring;
    private volatile boolean closing;
    private volatile @Nullable ResourceException shortage;
    private long triedAtNs;

    RingStream(String name, int streamId, long epoch, boolean exclusive, PublicationSettings settings, FanOut fanOut) {
        this.name = name;
        this.streamId = streamId;
        this.epoch = epoch;
        this.exclusive = exclusive;
        this.settings = settings;
        this.fanOut = fanOut;
    }

    /** The ring, which a reservation has made. */
    FrameRing requireRing() {
        FrameRing frames = ring;
        if (frames == null) {
            throw new IllegalStateException("stream " + name + " has no ring yet");
        }
        return frames;
    }

    /** The ring, made if this is its first use; null if there is no memory for it, which is tried again each second. */
    @Nullable FrameRing obtainRing(long nowNs) {
        FrameRing frames = ring;
        return frames != null ? frames : allocate(nowNs);
    }

    private synchronized @Nullable FrameRing allocate(long nowNs) {
        FrameRing frames = ring;
        if (frames != null || shortage != null && nowNs - triedAtNs < RETRY_NS) {
            return frames;
        }
        int ringBytes = settings.ringBytes();
        try {
            frames = exclusive
                    ? new ExclusiveFrameRing(ringBytes, streamId, settings.checksummed(), settings.frameSize())
                    : new SharedFrameRing(ringBytes, streamId, settings.checksummed(), settings.frameSize());
        } catch (OutOfMemoryError e) {
            triedAtNs = nowNs;
            shortage = new ResourceException(
                    ErrorCode.OUT_OF_MEMORY,
                    "no direct memory for the ring of stream " + name + ", " + ringBytes
                            + " bytes (option ring or ringBytes)",
                    "raise -XX:MaxDirectMemorySize or lower ring",
                    e);
            return null;
        }
        shortage = null;
        ring = frames;
        return frames;
    }

    /** Reads what another has made and fills. Before anything else. */
    void read(FrameRing view) {
        ring = view;
    }

    /** Why there is no ring though somebody has wanted one; null if there is no such trouble. */
    @Nullable ResourceException shortage() {
        return shortage;
    }

    PublicationSettings settings() {
        return settings;
    }

    boolean isExclusive() {
        return exclusive;
    }

    /** From now on the stream ends at {@link #publishedEnd}. */
    void closing() {
        closing = true;
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
        return settings.frameSize();
    }

    @Override
    public int window() {
        return settings.windowBytes();
    }

    @Override
    public long largestMessage() {
        return settings.maxMessageLength();
    }

    @Override
    public boolean checksummed() {
        return settings.checksummed();
    }

    @Override
    public int priority() {
        return settings.priority();
    }

    @Override
    public SlowConsumerPolicy slowConsumer() {
        return settings.slowConsumer();
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public long messagesBefore(long position) {
        return fanOut.messagesBefore(position);
    }

    @Override
    public void refused(OutboundStream stream, boolean denied) {
        fanOut.refused(stream, denied);
    }

    @Override
    public void sessionsChanged() {
        fanOut.sessionsChanged();
    }
}
