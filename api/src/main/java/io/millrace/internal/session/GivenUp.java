// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.internal.ring.FrameRing;
import io.millrace.spi.frame.GapFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a session was made to miss of a stream, because it was too slow or away for too long: whether it is set aside at
 * the moment, where it goes on, the GAP that has not been said yet, and how many messages it cost. Changed on the I/O
 * agent's thread under the transmitter's lock; a publishing thread that sends places the GAP, and passes over what the
 * peer cannot put together, under the same lock.
 */
public final class GivenUp {

    private static final long NONE = -1;

    /** A range that was sent, and where the last frame of each of its messages begins and ends. */
    private static final class Sent {

        final long from;
        final long to;
        private final long[] starts;
        private final long[] ends;

        private Sent(long from, long to, long[] starts, long[] ends) {
            this.from = from;
            this.to = to;
            this.starts = starts;
            this.ends = ends;
        }

        static Sent of(FrameRing ring, long from, long to) {
            long[] starts = new long[16];
            long[] ends = new long[16];
            int count = 0;
            for (long at = from; at < to; at = ring.endOf(at)) {
                if (ring.endsMessage(at)) {
                    starts = count == starts.length ? Arrays.copyOf(starts, count * 2) : starts;
                    ends = count == ends.length ? Arrays.copyOf(ends, count * 2) : ends;
                    ends[count] = ring.endOf(at);
                    starts[count++] = at;
                }
            }
            return new Sent(from, to, Arrays.copyOf(starts, count), Arrays.copyOf(ends, count));
        }

        /** The end of the last whole message before a position. */
        long wholeTo(long position) {
            int found = Arrays.binarySearch(ends, position);
            int before = found < 0 ? -found - 2 : found;
            return before < 0 ? from : ends[before];
        }

        long messages(long start, long end) {
            return first(end) - (long) first(start);
        }

        private int first(long position) {
            int found = Arrays.binarySearch(starts, position);
            return found < 0 ? -found - 1 : found;
        }
    }

    private boolean detached;
    private long cutAt;

    /** Where it has returned last: the cut, and the end of the whole messages before it. */
    private long returnedAt;

    private long returnedWhole;
    private long tallyAtCut;
    private long resumesAt;
    private long gapFrom = NONE;
    private long gapTo;
    private int gapReason;
    private final List<Sent> atRisk = new ArrayList<>(0);
    private long passedTo;
    private long skipped;
    private long abandoned;

    GivenUp() {}

    boolean isDetached() {
        return detached;
    }

    /** What the peer may have received: when that is processed, one that was set aside returns. */
    long cutAt() {
        return cutAt;
    }

    /**
     * How far it can process what it was sent: a message that the cut divides is never completed, if its rest is not held
     * until then. Waiting for more than this would be waiting for ever.
     */
    long returnsAt() {
        for (Sent sent : atRisk) {
            if (sent.from < cutAt && cutAt <= sent.to) {
                return sent.wholeTo(cutAt);
            }
        }
        return cutAt <= returnedAt ? Math.min(cutAt, returnedWhole) : cutAt;
    }

    /** The ring keeps nothing below for it, whatever the peer has acknowledged. */
    long resumesAt() {
        return resumesAt;
    }

    /** Messages that were never sent, because it was too slow or could not take them. */
    public long skipped() {
        return skipped;
    }

    /** Messages that were sent, lost with a link, and not held any more when the next one came. */
    public long abandoned() {
        return abandoned;
    }

    /**
     * The ring will no longer keep what was sent and is not acknowledged: notes which messages begin there.
     *
     * @param sentEnd the end of what the peer may have received
     */
    void cut(FrameRing ring, long acknowledged, long sentEnd) {
        atRisk.removeIf(sent -> sent.to <= acknowledged);
        long from = Math.max(Math.max(acknowledged, resumesAt), ring.gate());
        if (from < sentEnd) {
            atRisk.add(Sent.of(ring, from, sentEnd));
        }
        cutAt = sentEnd;
    }

    /**
     * What was sent from here on never arrived, and is not held up to there.
     *
     * @return the ranges that are lost, as pairs of positions
     */
    List<long[]> abandon(long from, long to) {
        List<long[]> lost = new ArrayList<>(0);
        for (Sent sent : atRisk) {
            long start = Math.max(from, sent.from);
            long end = Math.min(to, sent.to);
            if (start < end) {
                lost.add(new long[] {start, end});
                abandoned += sent.messages(start, end);
            }
        }
        atRisk.clear();
        return lost;
    }

    void skip(long messages) {
        skipped += messages;
    }

    /**
     * Set aside.
     *
     * @param messagesBefore the cut, counted from where the publication's count begins
     */
    void detach(long messagesBefore) {
        detached = true;
        tallyAtCut = messagesBefore;
    }

    /** A new link, and what the peer has received over the last one, while it is set aside. */
    void received(long position) {
        cutAt = position;
    }

    /** It takes part again. */
    void comeBack(long messagesBefore) {
        detached = false;
        returnedWhole = returnsAt();
        returnedAt = cutAt;
        skipped += Math.max(0, messagesBefore - tallyAtCut);
    }

    /** Nothing below is kept for it any more. */
    void resumesAt(long position) {
        resumesAt = Math.max(resumesAt, position);
    }

    /** The peer is to be told; a GAP that has not been said yet grows. */
    void gap(long from, long to, int reason) {
        if (gapFrom == NONE) {
            gapFrom = from;
        }
        gapTo = to;
        gapReason = reason;
    }

    /**
     * The peer cannot take what comes next.
     *
     * @param messages that end in the range
     * @return false if that is no news: after a resume it is passed over again
     */
    boolean passOver(long from, long to, long messages) {
        gap(from, to, GapFrame.SKIPPED);
        if (to <= passedTo) {
            return false;
        }
        passedTo = to;
        skipped += messages;
        return true;
    }

    boolean isGapDue() {
        return gapFrom != NONE;
    }

    long gapFrom() {
        return gapFrom;
    }

    long gapTo() {
        return gapTo;
    }

    int gapReason() {
        return gapReason;
    }

    /** The GAP has its place on the link, or there is no link any more. */
    void gapDone() {
        gapFrom = NONE;
    }

    /** The peer no longer subscribes. What it was made to miss stays lost, as that has been told. */
    void forget() {
        detached = false;
        gapFrom = NONE;
        returnedAt = 0;
    }
}
