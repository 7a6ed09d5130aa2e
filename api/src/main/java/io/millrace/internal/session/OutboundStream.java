// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.FrameRun;
import io.millrace.spi.FrameLink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One session's cursor over one publication's ring: what has been written to the link, and what the peer has
 * acknowledged and granted.
 *
 * <p>Threading: {@code sent}, {@code scanned} and the begun frame are guarded by the transmitter's lock; {@code acknowledged}
 * is the I/O agent's; {@code limit} is written by the I/O agent and read under the lock; publishing threads read
 * {@code sent} and {@code limit} without it, only to guess whether sending is worth a try.
 */
public final class OutboundStream {

    /** Largest write: room for a batch and the frame that completes it, or each batch would be two writes. */
    static final int MAX_RUN_BYTES = 2 * Session.BATCH_BYTES;

    private final PublishedStream stream;
    private final FrameRun run = new FrameRun();

    /** Position after the last frame that was wholly written to this link. */
    private volatile long sent;

    /** First position that the peer does not want yet; nothing is sent at or above it. */
    private volatile long limit;

    /** Frames may go out: the peer has answered OPEN on this link, and nothing was given up in front of them. */
    private volatile boolean flowing;

    /** Highest position handed to a write on any link; raised before the write, so that no STATUS can overtake it. */
    private volatile long highestSent;

    /** If the peer puts no fragments together: what keeps them from it. Else null. */
    private volatile @Nullable WholeMessages wholeMessages;

    /** Its place among the {@link ReadyStreams}. */
    private volatile int slot;

    private volatile boolean marked;
    private final RingView ring;
    private long acknowledged;
    private final SentCounts counts = new SentCounts();
    private final BegunFrame begun = new BegunFrame();
    private final GivenUp givenUp = new GivenUp();
    private final Joining joining;
    private boolean answered;
    private boolean subscribed;
    private boolean refused;
    private boolean closeSent;
    private boolean ended;

    /**
     * Attaches a stream to a session, to be joined at a position.
     *
     * @param heir a predecessor of the peer has had something of it: what was released meanwhile is a loss
     */
    OutboundStream(PublishedStream stream, long joinPosition, long redeliveredBelow, boolean heir) {
        this.stream = stream;
        this.ring = new RingView(stream);
        this.joining = new Joining(stream, joinPosition, redeliveredBelow, heir);
        this.acknowledged = joinPosition;
        this.sent = joinPosition;
        this.highestSent = Math.max(joinPosition, redeliveredBelow);
        counts.againBelow(highestSent);
    }

    /** The stream. */
    public PublishedStream stream() {
        return stream;
    }

    /** True if the peer puts no fragments together. Any thread. */
    public boolean isWholeOnly() {
        return wholeMessages != null;
    }

    /** What the peer has processed. I/O agent's thread. */
    public long acknowledged() {
        return acknowledged;
    }

    /** Highest position ever handed to a write. */
    public long highestSent() {
        return highestSent;
    }

    /** Position after the last frame that was wholly written to the present link. */
    public long sent() {
        return sent;
    }

    /** What was sent, counted. */
    public SentCounts counts() {
        return counts;
    }

    /** The same stream for the session that takes this one's place. */
    OutboundStream heir() {
        long repeatsBelow = Math.max(joining.redeliveredBelow(), highestSent);
        return new OutboundStream(stream, acknowledged, repeatsBelow, joining.isHeir() || subscribed);
    }

    /** True once the peer has ever answered with a STATUS. */
    public boolean isSubscribed() {
        return subscribed;
    }

    /** True if the peer has said that it does not subscribe. */
    public boolean isRefused() {
        return refused;
    }

    /** True once the peer has processed the stream to its end. */
    public boolean isEnded() {
        return ended;
    }

    /** True once the peer has answered OPEN on this link with a STATUS. */
    boolean isAnswered() {
        return answered;
    }

    /** True while it has been set aside as too slow: the ring does not wait for it, and it is sent nothing. */
    public boolean isDetached() {
        return givenUp.isDetached();
    }

    /** What the ring must keep for it begins here; {@code Long.MAX_VALUE} if it keeps nothing. I/O agent's thread. */
    public long keepFrom() {
        return givenUp.isDetached() ? Long.MAX_VALUE : Math.max(acknowledged, givenUp.resumesAt());
    }

    /** The end of what the peer may have received. Under the lock. */
    long sentEnd() {
        if (!answered) {
            return highestSent;
        }
        return begun.isOpen() ? begun.end() : sent;
    }

    /** What it was made to miss. */
    public GivenUp givenUp() {
        return givenUp;
    }

    long joinPosition() {
        return joining.position();
    }

    /** Messages below it may come a second time. */
    public long redeliveredBelow() {
        return joining.redeliveredBelow();
    }

    /** True if a whole published frame could be sent now. */
    boolean hasSendable() {
        FrameRing frames = stream.ring();
        long from = sent;
        return frames != null && flowing && from < limit && frames.isPublished(from) && frames.endOf(from) <= limit;
    }

    /** Bytes that could be sent now; a guess unless the lock is held. */
    public long sendable() {
        return flowing ? Math.min(stream.publishedEnd(), limit) - sent : 0;
    }

    /** True if it was not marked before as having something to send; publishers race for it, and both may win. */
    boolean mark() {
        if (marked) {
            return false;
        }
        marked = true;
        return true;
    }

    int slot() {
        return slot;
    }

    // ---- under the transmitter's lock ----

    /** From now on messages larger than a frame are passed over; or, with null, they are not. */
    void wholeOnly(@Nullable WholeMessages keeper) {
        wholeMessages = keeper;
    }

    void slot(int newSlot) {
        slot = newSlot;
    }

    void unmark() {
        marked = false;
    }

    /** The link is gone: the begun frame with it. */
    void unlink() {
        flowing = false;
        answered = false;
        begun.drop();
        givenUp.gapDone();
    }

    /** Another process took the peer's place: it begins where its predecessor's acknowledgements ended. */
    void restart() {
        flowing = false;
        answered = false;
        highestSent = Math.max(highestSent, joining.restart(subscribed, acknowledged, highestSent));
        refused = false;
        closeSent = false;
    }

    /**
     * The peer's first STATUS on this link: go on from what it has received. A frame that has begun is on the link
     * already and is finished there first.
     */
    void resume(long from, long newLimit) {
        sent = from;
        counts.againBelow(highestSent);
        highestSent = Math.max(highestSent, from);
        limit = newLimit;
        subscribed = true;
        refused = false;
        answered = true;
        flow();
    }

    /** What was sent and is not acknowledged, and the rest of a begun frame, lose the ring's protection. */
    void cut() {
        FrameRing frames = ring.frames();
        if (frames != null) {
            begun.setAside(frames);
            givenUp.cut(frames, acknowledged, sentEnd());
        }
    }

    /** It is too slow, and cut: the ring goes on without it. */
    void detach(long messagesBefore) {
        flowing = false;
        givenUp.detach(messagesBefore);
    }

    /** Nothing below a position is kept for it; a GAP is to say so before what follows, if that was not sent yet. */
    void giveUp(long to, int reason) {
        givenUp.resumesAt(to);
        if (answered && to > sentEnd()) {
            flowing = false;
            givenUp.gap(sentEnd(), to, reason);
        }
    }

    /** The GAP has its place on the link: goes on behind it. */
    void gapPlaced() {
        sent = givenUp.gapTo();
        highestSent = Math.max(highestSent, sent);
        givenUp.gapDone();
        flow();
    }

    /** Frames may go out, if nothing is in the way. */
    void flow() {
        flowing = answered && !givenUp.isDetached() && !givenUp.isGapDue();
    }

    /** True if part of a frame is on the link and the rest is not. */
    boolean hasBegunFrame() {
        return begun.isOpen();
    }

    /** True if everything published has been written. */
    boolean isDrained() {
        return flowing && !begun.isOpen() && sent >= stream.publishedEnd();
    }

    /**
     * Writes what was published up to now, or the rest of a begun frame. A run ends with a PAD, at the ring's end and
     * before a frame that is too long for it; what comes behind must not be left for a look that nobody will take.
     *
     * @return bytes written; less than was there if {@link #hasBegunFrame} or {@link #wasCutShort}
     */
    int write(FrameLink link) {
        if (begun.isOpen()) {
            return writeRest(link);
        }
        long end = stream.publishedEnd();
        int written = 0;
        int bytes;
        do {
            bytes = writeRun(link);
            written += bytes;
        } while (bytes > 0 && !cutShort && sent < end && written < MAX_RUN_BYTES);
        return written;
    }

    private boolean cutShort;

    /** True if the last write took less than it was offered. */
    boolean wasCutShort() {
        return cutShort;
    }

    private int writeRest(FrameLink link) {
        FrameRing frames = ring.require();
        int written = begun.write(link, frames, ring.bytes(frames));
        cutShort = begun.isOpen();
        if (!cutShort && sent == begun.position()) {
            sent = begun.end();
        }
        return written;
    }

    private int writeRun(FrameLink link) {
        cutShort = false;
        FrameRing frames = ring.frames();
        long from = sent;
        long end = counts.endOfRun(from, limit);
        WholeMessages keeper = wholeMessages;
        if (keeper != null && frames != null && flowing) {
            end = keeper.endOfRun(this, frames, from, end);
            flowing = !givenUp.isGapDue();
        }
        if (frames == null || !flowing || !frames.scan(from, end, MAX_RUN_BYTES, run)) {
            return 0;
        }
        highestSent = Math.max(highestSent, run.end());
        ByteBuffer bytes = ring.bytes(frames);
        int start = frames.offset(run.from());
        bytes.limit(start + run.wireLength()).position(start);
        int written = link.write(bytes);
        int frameCount = run.messages();
        if (written == run.wireLength()) {
            sent = run.end();
        } else {
            cutShort = true;
            frameCount = begun.locate(frames, run.from(), written);
            sent = begun.position();
        }
        counts.sent(from, sent, frameCount);
        return written;
    }

    /** True if {@link #takeCloseDue} would be; a guess unless the lock is held. */
    boolean isCloseDue() {
        return !closeSent && stream.isClosing() && isDrained();
    }

    /** CLOSE has its place behind the stream's last frame: true once, when that has been written. */
    boolean takeCloseDue() {
        if (!isCloseDue()) {
            return false;
        }
        closeSent = true;
        return true;
    }

    /** A new link: CLOSE, if it still holds, is sent anew. */
    void relink() {
        closeSent = false;
        highestSent = Math.max(highestSent, joining.relink(subscribed));
    }

    // ---- on the I/O agent's thread ----

    /** A later STATUS: more room, never less. */
    void grant(long newLimit) {
        limit = Math.max(limit, newLimit);
    }

    /**
     * The first STATUS of a receiver that has a cursor from an earlier session: it begins there, before or behind where
     * it would have joined.
     */
    void join(long processed, long received) {
        acknowledged = processed;
        highestSent = Math.max(highestSent, received);
    }

    /** What the peer has processed; never goes back. */
    boolean acknowledge(long position) {
        boolean advanced = position > acknowledged;
        acknowledged = advanced ? position : acknowledged;
        return advanced;
    }

    /** The peer does not subscribe, for the moment or for good: the ring does not wait for it. Under the lock. */
    void refuse(boolean streamEnded) {
        begun.setAside(ring.frames());
        flowing = false;
        answered = false;
        givenUp.forget();
        refused = true;
        ended = streamEnded;
    }
}
