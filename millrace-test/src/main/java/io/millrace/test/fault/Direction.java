// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Moves the bytes of one direction of one link, and does to them what was asked for. Its bytes are numbered as they come
 * from the source. Used by the proxy's thread only.
 */
final class Direction {
    static final long NO_WAKE = Long.MAX_VALUE;
    private static final int MOST_PIECES_A_TURN = 64;
    private static final long NO_CUT = Long.MAX_VALUE;

    /** Whether a turn has left the direction open. */
    enum Turn {
        GOES_ON,
        /** The source has said that it sends no more, and all it sent is forwarded. */
        ENDED,
        /** The place of the cut is reached: everything before it is with the receiver's kernel. */
        AT_CUT
    }

    private final SocketChannel source;
    private final SocketChannel target;
    private final @Nullable FrameTracker tracker;
    private final SplittableRandom random;
    private final ByteBuffer buffer;
    private final DelayLine line = new DelayLine();
    private final Throttle throttle = new Throttle();
    private final List<Surgery> surgeries = new ArrayList<>();
    private Condition condition;
    private ByteBuffer out;
    private long read;
    private long cutAt = NO_CUT;
    private boolean cutsFrame;
    private boolean endsEarly;
    private boolean targetGone;
    private boolean sourceEnded;
    private boolean ended;
    private long wakeAtNs = NO_WAKE;

    /** @param buffer lent for as long as the link lives */
    Direction(
            SocketChannel source,
            SocketChannel target,
            ByteBuffer buffer,
            @Nullable FrameTracker tracker,
            Condition condition,
            SplittableRandom random) {
        this.source = source;
        this.target = target;
        this.buffer = buffer;
        this.out = buffer;
        this.tracker = tracker;
        this.condition = condition;
        this.random = random;
    }

    Condition condition() {
        return condition;
    }

    void condition(Condition newCondition) {
        condition = newCondition;
    }

    /** Bytes that have come from the source. */
    long read() {
        return read;
    }

    /** To be done when the bytes of its range come. */
    void arm(Surgery surgery) {
        surgeries.add(surgery);
    }

    /** Ends the link when so many more bytes have passed. */
    void cutAfter(long bytes) {
        cutAt = read + bytes;
        cutsFrame = false;
    }

    /** Whether a cut that was planned inside a frame is reached. */
    boolean isAtFrameCut() {
        return cutsFrame && read >= cutAt && !out.hasRemaining() && line.isEmpty();
    }

    /** With the next turn the receiver sees the end; what still comes is thrown away. */
    void halfClose() {
        endsEarly = true;
    }

    private void tellEnd() throws IOException {
        if (!targetGone) {
            target.shutdownOutput();
            targetGone = true;
        }
    }

    /** Waits for the target to take what is in the buffer. */
    boolean wantsWrite() {
        return out.hasRemaining() && wakeAtNs == NO_WAKE && !condition.holds();
    }

    /** Waits for the source to send. */
    boolean wantsRead() {
        if (sourceEnded || condition.holds() || read >= cutAt) {
            return false;
        }
        return condition.delays() ? line.hasRoom() : !out.hasRemaining() && line.isEmpty();
    }

    /** When it is to have a turn though no socket is ready, or {@link #NO_WAKE}. */
    long wakeAtNs() {
        return condition.holds() ? NO_WAKE : wakeAtNs;
    }

    /** Moves what can be moved. {@code hidesLoss}: the target's own end is kept from us, so it may be gone. */
    Turn turn(boolean hidesLoss) throws IOException {
        if (ended) {
            return Turn.ENDED;
        }
        wakeAtNs = NO_WAKE;
        if (condition.holds()) {
            return Turn.GOES_ON;
        }
        if (endsEarly) {
            tellEnd();
        }
        if (wantsRead()) {
            fill();
        }
        drain(hidesLoss);
        boolean flushed = !out.hasRemaining() && line.isEmpty();
        if (flushed && read >= cutAt) {
            return Turn.AT_CUT;
        }
        if (flushed && sourceEnded && !condition.hidesEnd()) {
            tellEnd();
            ended = true;
        }
        return ended ? Turn.ENDED : Turn.GOES_ON;
    }

    private void fill() throws IOException {
        // not the buffer that is being written when there is a line between
        ByteBuffer in = out == buffer && out.hasRemaining() ? ByteBuffer.allocate(buffer.capacity()) : buffer.clear();
        int count;
        try {
            count = source.read(in);
        } catch (IOException e) {
            if (!condition.hidesEnd()) {
                throw e;
            }
            count = -1;
        }
        in.flip();
        if (count <= 0) {
            sourceEnded = count < 0;
            return;
        }
        if (cutAt == NO_CUT && tracker != null) {
            int place = tracker.scan(in);
            if (place != FrameTracker.NO_CUT) {
                cutAt = read + place;
                cutsFrame = true;
            }
        }
        if (cutAt - read < in.remaining()) {
            in.limit((int) (cutAt - read));
        }
        pass(in);
    }

    private void pass(ByteBuffer in) {
        long at = read;
        read += in.remaining();
        ByteBuffer bytes = in;
        if (!surgeries.isEmpty()) {
            bytes = operate(in, at);
        }
        if (condition.drops() || targetGone) {
            bytes.position(bytes.limit());
        }
        if (condition.delays() || !line.isEmpty()) {
            long delayNs = condition.latencyNs();
            if (condition.jitterNs() > 0) {
                delayNs += random.nextLong(condition.jitterNs() + 1);
            }
            line.add(bytes, System.nanoTime() + delayNs);
            bytes.position(bytes.limit());
        } else {
            out = bytes;
        }
    }

    // A range knows its bytes by their numbers, so what has been cut or lengthened is not operated on again.
    private ByteBuffer operate(ByteBuffer in, long at) {
        ByteBuffer bytes = in;
        for (Surgery surgery : surgeries) {
            ByteBuffer changed = surgery.operate(bytes, at);
            if (changed != bytes) {
                bytes = changed;
                break;
            }
        }
        surgeries.removeIf(surgery -> surgery.isDoneAt(read));
        return bytes;
    }

    private void drain(boolean hidesLoss) throws IOException {
        for (int piece = 0; piece < MOST_PIECES_A_TURN; piece++) {
            if (!out.hasRemaining() && !line.isEmpty()) {
                ByteBuffer due = line.poll(System.nanoTime());
                if (due == null) {
                    wakeAtNs = line.dueNs();
                    return;
                }
                out = due;
            }
            if (!out.hasRemaining() || !writePiece(hidesLoss)) {
                return;
            }
        }
    }

    private boolean writePiece(boolean hidesLoss) throws IOException {
        if (targetGone) {
            out.position(out.limit());
            return true;
        }
        int most = out.remaining();
        if (condition.splitBytes() > 0) {
            most = Math.min(most, 1 + random.nextInt(condition.splitBytes()));
        }
        if (condition.bytesPerSecond() > 0) {
            long nowNs = System.nanoTime();
            most = throttle.allowance(condition.bytesPerSecond(), nowNs, most);
            if (most == 0) {
                wakeAtNs = nowNs + throttle.waitNs();
                return false;
            }
        }
        int limit = out.limit();
        out.limit(out.position() + most);
        try {
            int wrote = target.write(out);
            throttle.passed(wrote);
            return wrote == most;
        } catch (IOException e) {
            if (!hidesLoss) {
                throw e;
            }
            targetGone = true;
            return true;
        } finally {
            out.limit(limit);
        }
    }
}
