// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.ResourceException;
import io.millrace.internal.ring.ExclusiveFrameRing;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.SharedFrameRing;
import io.millrace.internal.session.PublishedStream;
import io.millrace.spi.frame.FrameDescriptor;
import org.jspecify.annotations.Nullable;

/** What sessions see of a publication, and its ring, which the first message makes. Any thread, unless said otherwise. */
final class RingStream implements PublishedStream {

    private final String name;
    private final int streamId;
    private final long epoch;
    private final boolean exclusive;
    private final boolean checksummed;
    private final int ringBytes;
    private final int windowBytes;
    private final int frameSize;
    private final FanOut fanOut;

    private volatile @Nullable FrameRing ring;
    private volatile boolean closing;

    RingStream(
            String name,
            int streamId,
            long epoch,
            boolean exclusive,
            boolean checksummed,
            EndpointConfig config,
            FanOut fanOut) {
        this.name = name;
        this.streamId = streamId;
        this.epoch = epoch;
        this.exclusive = exclusive;
        this.checksummed = checksummed;
        this.ringBytes = config.ringBytes();
        this.windowBytes = config.windowBytes();
        this.frameSize = config.frameSize();
        this.fanOut = fanOut;
    }

    /** The ring, made if this is its first use. */
    FrameRing requireRing() {
        FrameRing frames = ring;
        return frames != null ? frames : allocate();
    }

    private synchronized FrameRing allocate() {
        FrameRing frames = ring;
        if (frames == null) {
            try {
                frames = exclusive
                        ? new ExclusiveFrameRing(ringBytes, streamId, checksummed)
                        : new SharedFrameRing(ringBytes, streamId, checksummed);
            } catch (OutOfMemoryError e) {
                throw new ResourceException(
                        ErrorCode.OUT_OF_MEMORY,
                        "no direct memory for the ring of stream " + name + ", " + ringBytes + " bytes (option ring)",
                        "raise -XX:MaxDirectMemorySize or lower ring",
                        e);
            }
            ring = frames;
        }
        return frames;
    }

    int ringBytes() {
        return ringBytes;
    }

    boolean isDrained() {
        return oldestHeld() >= publishedEnd();
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
        return frameSize;
    }

    @Override
    public int window() {
        return windowBytes;
    }

    @Override
    public long largestMessage() {
        return frameSize - (long) FrameDescriptor.HEADER_LENGTH;
    }

    @Override
    public boolean checksummed() {
        return checksummed;
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public void sessionsChanged() {
        fanOut.sessionsChanged();
    }
}
