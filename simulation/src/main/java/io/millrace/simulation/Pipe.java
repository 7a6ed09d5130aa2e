// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a link: bytes on their way, and every fault that a carrier may have. Frames arrive byte by byte, as
 * the dice say, and stay where they are until the reader has taken them.
 */
final class Pipe {

    /** Room that may be left behind the reader before it is used again. */
    private static final int SLACK = 4096;

    private ByteBuffer bytes = ByteBuffer.allocate(2048).order(ByteOrder.LITTLE_ENDIAN);
    private int readAt;
    private int arrivedAt;
    private int writeAt;
    private boolean severed;
    private boolean blind;

    /** Where the frames that were not looked at yet begin. */
    int tapAt;

    /** Bytes that may be under way. */
    int capacity = Integer.MAX_VALUE;

    /** Most bytes that a write takes. */
    int writeAtMost = Integer.MAX_VALUE;

    /** Nothing arrives for now. */
    boolean held;

    /** Nothing more will come: the reader is told when it has read the rest. */
    boolean ended;

    /** The reader has gone: writing fails. */
    boolean broken;

    private final @Nullable Tap tap;

    Pipe(@Nullable Tap tap) {
        this.tap = tap;
    }

    /** Takes what fits. */
    int write(ByteBuffer source) {
        int taken = Math.min(Math.min(source.remaining(), writeAtMost), capacity - (writeAt - readAt));
        if (taken <= 0) {
            return 0;
        }
        if (severed) {
            source.position(source.position() + taken);
            return taken;
        }
        reserve(taken);
        bytes.put(writeAt, source, source.position(), taken);
        source.position(source.position() + taken);
        writeAt += taken;
        if (tap != null && !blind) {
            tap.look(this);
        }
        return taken;
    }

    /** Puts a frame that its writer never wrote behind the others; only at the border of a frame. */
    boolean inject(byte[] frame) {
        if (severed || blind || tapAt != writeAt) {
            return false;
        }
        reserve(frame.length);
        bytes.put(writeAt, frame);
        writeAt += frame.length;
        tapAt = writeAt;
        return true;
    }

    private void reserve(int count) {
        if (writeAt + count <= bytes.capacity()) {
            return;
        }
        int kept = writeAt - readAt;
        ByteBuffer target = bytes;
        if (kept + count > bytes.capacity() - SLACK / 4) {
            target = ByteBuffer.allocate(2 * (kept + count) + SLACK).order(ByteOrder.LITTLE_ENDIAN);
        }
        target.put(0, bytes, readAt, kept);
        if (tap != null) {
            tap.moved(readAt);
        }
        bytes = target;
        arrivedAt -= readAt;
        tapAt -= readAt;
        writeAt -= readAt;
        readAt = 0;
    }

    /** Lets bytes arrive: all that are under way, or some. */
    int arrive(Dice dice, int raggedPercent) {
        if (held) {
            return 0;
        }
        int underWay = writeAt - arrivedAt;
        int count = underWay > 0 && dice.percent(raggedPercent) ? dice.below(underWay + 1) : underWay;
        arrivedAt += count;
        return count;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int readAt() {
        return readAt;
    }

    int unread() {
        return arrivedAt - readAt;
    }

    /** What the reader may have at once. */
    int upToNextOpen() {
        return tap == null ? unread() : Math.min(unread(), tap.nextStop(readAt) - readAt);
    }

    void taken(int count) {
        readAt += count;
        // A reader that throws away what comes does not care where a frame ends.
        blind |= readAt > tapAt;
    }

    int arrivedAt() {
        return arrivedAt;
    }

    int writtenTo() {
        return writeAt;
    }

    boolean isDry() {
        return arrivedAt == writeAt;
    }

    boolean isSevered() {
        return severed;
    }

    /** True if every frame that is written is looked at. */
    boolean isWatched() {
        return !severed && !blind;
    }

    boolean hasRoom() {
        return writeAt - readAt < capacity;
    }

    /** What is under way arrives up to some byte; what is written later never does. */
    void sever(Dice dice) {
        if (!severed) {
            severed = true;
            writeAt = arrivedAt + dice.below(writeAt - arrivedAt + 1);
        }
    }

    /** Forgets the last bytes under way, whole frames. */
    void dropFrom(int start) {
        writeAt = start;
        tapAt = start;
    }

    /** No faults from now on, but for those that nothing mends. */
    void mend() {
        held = false;
        capacity = Integer.MAX_VALUE;
        writeAtMost = Integer.MAX_VALUE;
    }
}
