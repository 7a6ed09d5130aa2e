// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.util.ArrayList;
import java.util.List;

/** A message of a test as the frames that a publisher lays out for it: fragments of given sizes, PADs between them. */
final class FragmentedMessage {

    static final int TYPE = 77;
    static final int STREAM = 3;

    final int number;
    final long position;
    final int length;
    final List<WireFrame> frames = new ArrayList<>();
    private final WirePeer peer;
    private long next;
    private int laid;
    private int kind = FrameDescriptor.KIND_DATA;
    private int flags;

    /** A message whose payload is {@code TestPublication.content} of its number. */
    FragmentedMessage(WirePeer peer, int number, long position, int length) {
        this.peer = peer;
        this.number = number;
        this.position = position;
        this.length = length;
        this.next = position;
    }

    static byte content(int number, int index) {
        return TestPublication.content(number, index);
    }

    FragmentedMessage kind(int frameKind) {
        kind = frameKind;
        return this;
    }

    FragmentedMessage summed() {
        flags = FrameDescriptor.FLAG_CHECKSUM;
        return this;
    }

    /** Lays out the next part of the payload. */
    FragmentedMessage fragment(int payload) {
        int from = laid;
        laid += payload;
        int part = flags
                | (from == 0 && frames.isEmpty() ? FrameDescriptor.FLAG_BEGIN : 0)
                | (laid == length ? FrameDescriptor.FLAG_END : 0);
        return frame(peer.encode((b, c) -> {
            int frameLength = FrameDescriptor.HEADER_LENGTH + payload;
            FrameFlyweight.writeDataHeader(b, 0, frameLength, STREAM, TYPE, next, number);
            FrameFlyweight.kind(b, 0, kind);
            FrameFlyweight.flags(b, 0, part & ~FrameDescriptor.FLAG_CHECKSUM);
            for (int i = 0; i < payload; i++) {
                b.put(FrameDescriptor.HEADER_LENGTH + i, content(number, from + i));
            }
            if ((part & FrameDescriptor.FLAG_CHECKSUM) != 0) {
                c.seal(b, 0);
            }
            return FrameDescriptor.align(frameLength);
        }));
    }

    /** A PAD between two fragments. */
    FragmentedMessage pad(int span) {
        return frame(peer.encode((b, c) -> {
            FrameFlyweight.writePad(b, 0, STREAM, next, span);
            if (flags != 0) {
                c.seal(b, 0);
            }
            return FrameDescriptor.HEADER_LENGTH;
        }));
    }

    private FragmentedMessage frame(byte[] bytes) {
        WireFrame frame = new WireFrame(bytes);
        frames.add(frame);
        next = frame.end();
        return this;
    }

    /** Lays out the rest in parts of one size. */
    FragmentedMessage rest(int payload) {
        while (laid < length) {
            fragment(Math.min(payload, length - laid));
        }
        return this;
    }

    long end() {
        return next;
    }

    void send(WirePeer to) {
        frames.forEach(frame -> to.raw(frame.bytes()));
    }

    void send(WirePeer to, int from, int toIndex) {
        frames.subList(from, toIndex).forEach(frame -> to.raw(frame.bytes()));
    }
}
