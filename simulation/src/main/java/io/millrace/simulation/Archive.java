// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Copies of control frames that were sent, so that they can turn up again when nobody expects them. */
final class Archive {

    private static final int KEPT = 12;

    private final Dice dice;
    private final boolean on;
    private final Frame[] frames = new Frame[KEPT];
    private int count;

    /** A frame, and between whom it was sent. */
    static final class Frame {
        final byte[] bytes;
        final int kind;
        final int dialler;
        final boolean toListener;

        Frame(byte[] bytes, int kind, int dialler, boolean toListener) {
            this.bytes = bytes;
            this.kind = kind;
            this.dialler = dialler;
            this.toListener = toListener;
        }
    }

    Archive(Dice dice, boolean on) {
        this.dice = dice;
        this.on = on;
    }

    void keep(ByteBuffer b, int at, int kind, int dialler, Node writer) {
        if (!on || !isWorthIt(kind) || (count >= KEPT && !dice.percent(20))) {
            return;
        }
        byte[] bytes = new byte[FrameDescriptor.align(FrameFlyweight.frameLength(b, at))];
        b.get(at, bytes);
        frames[count < KEPT ? count++ : dice.below(KEPT)] = new Frame(bytes, kind, dialler, writer instanceof Dialler);
    }

    private static boolean isWorthIt(int kind) {
        return switch (kind) {
            case FrameDescriptor.KIND_HELLO,
                    FrameDescriptor.KIND_WELCOME,
                    FrameDescriptor.KIND_STATUS,
                    FrameDescriptor.KIND_CLOSE,
                    FrameDescriptor.KIND_GAP,
                    FrameDescriptor.KIND_UNSUBSCRIBE -> true;
            default -> false;
        };
    }

    @Nullable Frame any() {
        return count == 0 ? null : frames[dice.below(count)];
    }
}
