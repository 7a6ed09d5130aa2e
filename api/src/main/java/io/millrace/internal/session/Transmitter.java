// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.frame.CloseFrame;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.GapFrame;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a session: control frames first, then the streams' rings, onto the present link. Whoever has
 * something to send tries the lock and writes itself, a publishing thread as well as the I/O agent; nobody waits for it
 * but the I/O agent, when a link comes or goes.
 *
 * <p><b>The hand-over.</b> A thread that loses the race for the lock has already published its frame; it stores
 * {@code contended} and tries once more. The holder, after its release, loads {@code contended}. All four are volatile
 * accesses, hence in one total order: either the loser's second try sees the release, or the holder's load sees the
 * store and sends once more. Nothing published stays behind.
 */
public final class Transmitter {

    private static final VarHandle LOCK;
    private static final MethodHandle SEND;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LOCK = lookup.findVarHandle(Transmitter.class, "lock", int.class);
            SEND = lookup.findVirtual(Transmitter.class, "send", MethodType.methodType(int.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Runs a holder may write before it lets go, so that a publishing thread does not work for others for ever. */
    private static final int MAX_ROUNDS = 16;

    private final SessionHost host;
    private final OutOfLine send = new OutOfLine(SEND);

    @SuppressWarnings("unused") // through LOCK
    private volatile int lock;

    private volatile boolean contended;
    private volatile boolean congested;
    private volatile boolean linked;
    private volatile @Nullable MillraceException failure;
    private volatile long bytesWritten;

    private @Nullable FrameLink link;
    private ByteBuffer control = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);
    private @Nullable OutboundStream begun;
    private volatile boolean muted;
    private final StreamTurns turns = new StreamTurns();
    private final List<OutboundStream> gaps = new ArrayList<>(0);
    private final FrameChecksum checksum = new FrameChecksum();

    /** Makes the sending half of a session. */
    public Transmitter(SessionHost host) {
        this.host = host;
    }

    /** True while there is a link that has not failed. Any thread. */
    public boolean isLinked() {
        return linked;
    }

    /** True if the link took less than it was offered: the I/O agent goes on when it can be written again. Any thread. */
    public boolean isCongested() {
        return congested;
    }

    /** Bytes written to all links so far. Any thread. */
    public long bytesWritten() {
        return bytesWritten;
    }

    /** True once BYE was queued: nothing of a stream goes to this link any more. Any thread. */
    boolean isMuted() {
        return muted;
    }

    /** True if {@link #takeFailure()} has something. Any thread. */
    public boolean hasFailed() {
        return failure != null;
    }

    /** Why the link can no longer be written, once; else null. I/O agent's thread. */
    public @Nullable MillraceException takeFailure() {
        MillraceException cause = failure;
        if (cause != null) {
            failure = null;
        }
        return cause;
    }

    /**
     * Sends what can be sent, or leaves it to the thread that is at it. Any thread.
     *
     * @return bytes written by this thread
     */
    public int trySend() {
        if (!tryAcquire()) {
            contended = true;
            if (!tryAcquire()) {
                return 0;
            }
        }
        return sendAndRelease(MAX_ROUNDS);
    }

    /**
     * Sends one round, unless another thread is at it. For publishers in a {@link Burst}, whose end the I/O agent looks
     * after, and for the agent itself meanwhile: whoever fills batches had better write them too, from a warm cache.
     */
    public int trySendBatch() {
        return tryAcquire() ? sendAndRelease(1) : 0;
    }

    private int sendAndRelease(int rounds) {
        int written = 0;
        do {
            contended = false;
            try {
                written += send.call(this, rounds);
            } finally {
                release();
            }
        } while (contended && tryAcquire());
        return written;
    }

    @SuppressWarnings({"NonAtomicVolatileUpdate", "UnusedMethod"}) // written under the lock only; called through SEND
    private int send(int rounds) {
        FrameLink present = link;
        if (present == null) {
            return 0;
        }
        int written = 0;
        try {
            for (int round = 0; round < rounds; round++) {
                int bytes = sendOnce(present);
                written += bytes;
                // Less than a batch: what is published meanwhile had better gather.
                if (bytes < Session.BATCH_BYTES || congested) {
                    break;
                }
            }
        } catch (MillraceException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new InternalException(
                    ErrorCode.INTERNAL,
                    "sending to " + present.description() + " failed: " + e,
                    "please report it",
                    e));
        }
        if (written > 0) {
            bytesWritten += written;
        }
        return written;
    }

    private void fail(MillraceException cause) {
        link = null;
        linked = false;
        failure = cause;
        host.sendFailed();
    }

    /** One round: the begun frame's rest, then control frames, then one run of each stream. */
    private int sendOnce(FrameLink present) {
        congested = false;
        int written = 0;
        OutboundStream unfinished = begun;
        if (unfinished != null) {
            written += unfinished.write(present);
            if (unfinished.hasBegunFrame()) {
                congested = true;
                return written;
            }
            begun = null;
        }
        if (control.position() > 0) {
            written += writeControl(present);
            if (control.position() > 0) {
                congested = true;
                return written;
            }
        }
        if (muted) {
            return written;
        }
        if (!gaps.isEmpty()) {
            placeGaps();
            written += writeControl(present);
            if (control.position() > 0) {
                congested = true;
                return written;
            }
        }
        written += turns.send(present);
        while (!gaps.isEmpty() && turns.cutShort() == null) {
            placeGaps();
            written += writeControl(present);
            if (control.position() > 0) {
                congested = true;
                return written;
            }
            written += turns.send(present);
        }
        OutboundStream stopped = turns.cutShort();
        if (stopped != null) {
            begun = stopped.hasBegunFrame() ? stopped : null;
            congested = true;
        } else if (turns.hasEnded()) {
            turns.takeEnded(this::placeClose);
            written += writeControl(present);
            congested = control.position() > 0;
        }
        return written;
    }

    private void placeClose(PublishedStream stream) {
        ByteBuffer target = control(CloseFrame.LENGTH + FrameDescriptor.ALIGNMENT);
        queued(CloseFrame.encode(
                target, target.position(), checksum, stream.streamId(), 0, stream.epoch(), stream.publishedEnd()));
    }

    /** A stream may have something to send, or its end to tell. Any thread, after a fence behind what it is about. */
    public void mark(OutboundStream stream) {
        turns.mark(stream);
    }

    /** True if it has so many streams that only those that are marked are asked. Any thread. */
    public boolean isCrowded() {
        return turns.isCrowded();
    }

    /** True if a stream is marked. Any thread. */
    boolean hasReady() {
        return turns.hasReady();
    }

    /** GAPs have their place behind what was sent of their streams, which nothing on the way precedes any more. */
    private void placeGaps() {
        for (OutboundStream stream : gaps) {
            GivenUp givenUp = stream.givenUp();
            if (givenUp.isGapDue()) {
                ByteBuffer target = control(GapFrame.LENGTH + FrameDescriptor.ALIGNMENT);
                queued(GapFrame.encode(
                        target,
                        target.position(),
                        checksum,
                        stream.stream().streamId(),
                        stream.stream().epoch(),
                        givenUp.gapFrom(),
                        givenUp.gapTo(),
                        givenUp.gapReason()));
                stream.gapPlaced();
                turns.mark(stream);
            }
        }
        gaps.clear();
    }

    private int writeControl(FrameLink present) {
        control.flip();
        int written = present.write(control);
        control.compact();
        return written;
    }

    // ---- the lock ----

    /** Takes the lock if it is free. */
    boolean tryAcquire() {
        return lock == 0 && LOCK.compareAndSet(this, 0, 1);
    }

    /**
     * Takes the lock. For the I/O agent alone, when a link comes or goes: the holder never blocks in it, so the wait is
     * that of one non-blocking write.
     */
    void acquire() {
        while (!tryAcquire()) {
            Thread.yield();
        }
    }

    /** Lets the lock go. A holder that was not sending follows it with {@link #trySend}. */
    void release() {
        lock = 0;
    }

    // ---- under the lock ----

    /** The link that everything goes to from now on. */
    void link(FrameLink newLink) {
        link = newLink;
        failure = null;
        begun = null;
        muted = false;
        control.clear();
        congested = false;
        linked = true;
    }

    /** A range of a stream is given up; the GAP is written in its place. */
    void giveUp(OutboundStream stream, long to, int reason) {
        boolean known = stream.givenUp().isGapDue();
        stream.giveUp(to, reason);
        if (!known && stream.givenUp().isGapDue()) {
            gaps.add(stream);
        }
    }

    /** What comes next of a stream is not for this peer; the GAP is written in its place. */
    void passedOver(OutboundStream stream) {
        gaps.add(stream);
    }

    /** BYE was queued: no frame of a stream goes to this link any more, but for the rest of a begun one. */
    void mute() {
        muted = true;
    }

    /** There is no link any more; what was queued for it is gone. */
    void unlink() {
        linked = false;
        link = null;
        begun = null;
        control.clear();
        gaps.clear();
        congested = false;
        for (OutboundStream stream : turns.streams()) {
            stream.unlink();
        }
    }

    /** Where the next control frame is encoded: at the buffer's position, {@code maxLength} bytes are free. */
    ByteBuffer control(int maxLength) {
        if (control.remaining() < maxLength) {
            ByteBuffer larger = ByteBuffer.allocateDirect(
                            Math.max(control.capacity() * 2, control.position() + maxLength))
                    .order(ByteOrder.LITTLE_ENDIAN);
            control.flip();
            larger.put(control);
            control = larger;
        }
        return control;
    }

    /** The control frame of this aligned length, just encoded at the buffer's position, is to be sent. */
    void queued(int alignedLength) {
        control.position(control.position() + alignedLength);
    }

    /** Bytes of control frames not yet written. */
    int controlBacklog() {
        return control.position();
    }

    OutboundStream[] streams() {
        return turns.streams();
    }

    void add(OutboundStream stream) {
        turns.add(stream);
    }

    /** The rest of a frame that it has begun is still written, out of a copy: the link takes nothing else before. */
    void remove(OutboundStream stream) {
        gaps.remove(stream);
        turns.remove(stream);
        if (begun == stream) {
            stream.refuse(stream.isEnded());
        }
    }
}
