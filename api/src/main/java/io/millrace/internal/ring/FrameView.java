// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import com.lmax.disruptor.Sequence;

/**
 * The frames of another ring, as far as its stages have let them through, with a gate of its own: what a carrier that
 * sends them sees of a pipeline's ring. It is read like any ring, and written by nobody.
 */
public final class FrameView extends FrameRing {

    private final FrameRing frames;
    private final Sequence[] stages;

    /**
     * Views a ring that nothing was claimed of yet.
     *
     * @param stages the last ones, each at the last slot that it is done with; if there are none all that is published is seen
     */
    public FrameView(FrameRing frames, Sequence... stages) {
        super(frames);
        this.frames = frames;
        this.stages = stages.clone();
    }

    /** Nobody views it any more: its gate holds nothing back. */
    public void release() {
        sequencer.removeGatingSequence(gate);
    }

    @Override
    public long head() {
        Sequence[] last = stages;
        if (last.length == 0) {
            return frames.head();
        }
        long slowest = Long.MAX_VALUE;
        for (Sequence stage : last) {
            slowest = Math.min(slowest, stage.get());
        }
        return positionAfter(slowest);
    }

    @Override
    public boolean isPublished(long position) {
        return stages.length == 0 ? frames.isPublished(position) : position < head();
    }

    @Override
    public boolean isFrameStart(long position) {
        return stages.length == 0 ? frames.isFrameStart(position) : looksLikeFrameAt(position);
    }

    @Override
    public long published(long from, int atLeastBytes) {
        return stages.length == 0 ? frames.published(from, atLeastBytes) : head();
    }

    @Override
    public boolean scan(long from, long limit, int maxBytes, FrameRun run) {
        return stages.length == 0
                ? frames.scan(from, limit, maxBytes, run)
                : scanTo(Math.min(head(), limit), from, limit, maxBytes, run);
    }

    @Override
    public long tryClaim(int alignedLength) {
        throw readOnly();
    }

    @Override
    public long tryClaimFragments(int payloadLength) {
        throw readOnly();
    }

    @Override
    public void publish(long position, int alignedLength) {
        throw readOnly();
    }

    @Override
    public void publishAll(long position, int span) {
        throw readOnly();
    }

    private static IllegalStateException readOnly() {
        return new IllegalStateException("a view of a ring is not written");
    }
}
