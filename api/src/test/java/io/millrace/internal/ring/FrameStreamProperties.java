// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.internal.ring.RingModel.Frame;
import io.millrace.spi.frame.FrameCursor;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** From ring to wire to {@link FrameCursor}: wherever the bytes are cut, the same frames come out. */
class FrameStreamProperties {

    private static final int CAPACITY = 2048;

    @Property(tries = 60)
    void everySplitPositionGivesTheSameFrames(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 200) Integer> payloads,
            @ForAll @IntRange(max = CAPACITY / 32) int startSlot) {
        ByteBuffer wire = wire(payloads, startSlot);
        List<Long> whole = decode(wire, new int[] {wire.limit()});
        assertThat(whole).hasSizeGreaterThanOrEqualTo(payloads.size());
        for (int cut = 0; cut <= wire.limit(); cut++) {
            assertThat(decode(wire, new int[] {cut, wire.limit()}))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
    }

    @Property(tries = 200)
    void anySequenceOfPiecesGivesTheSameFrames(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 300) Integer> payloads,
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 97) Integer> pieces) {
        ByteBuffer wire = wire(payloads, 0);
        int[] cuts = new int[wire.limit() + 1];
        int count = 0;
        for (int at = 0; at < wire.limit(); ) {
            at = Math.min(wire.limit(), at + pieces.get(count % pieces.size()));
            cuts[count++] = at;
        }
        assertThat(decode(wire, java.util.Arrays.copyOf(cuts, count)))
                .isEqualTo(decode(wire, new int[] {wire.limit()}));
    }

    /** What a sender would write: the runs of a ring, one after the other; each third message is given up. */
    private static ByteBuffer wire(List<Integer> payloads, int startSlot) {
        RingModel model = new RingModel(new SharedFrameRing(CAPACITY, RingModel.STREAM_ID, false), startSlot * 32L);
        ByteBuffer wire = ByteBuffer.allocateDirect(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
        int index = 0;
        for (int payload : payloads) {
            Frame frame = model.claim(payload);
            if (index++ % 3 == 2) {
                model.abort(frame);
            } else {
                model.publish(frame);
            }
            while (model.scan(Long.MAX_VALUE, 256, true)) {
                int offset = model.ring.offset(model.run.from());
                wire.put(model.ring
                        .buffer()
                        .duplicate()
                        .limit(offset + model.run.wireLength())
                        .position(offset));
                model.gate(model.cursor());
            }
        }
        return wire.flip();
    }

    /** Reads as a link does: appends each piece, hands up whole frames, keeps the rest in front. */
    private static List<Long> decode(ByteBuffer wire, int[] cuts) {
        ByteBuffer inbox = ByteBuffer.allocateDirect(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
        FrameCursor cursor = new FrameCursor(CAPACITY);
        List<Long> frames = new ArrayList<>();
        int from = 0;
        for (int cut : cuts) {
            inbox.put(wire.duplicate().limit(cut).position(from));
            from = cut;
            cursor.wrap(inbox, 0, inbox.position());
            while (cursor.next()) {
                frames.add(describe(inbox, cursor.offset(), cursor.frameLength()));
            }
            inbox.flip().position(cursor.remainingOffset());
            inbox.compact();
        }
        assertThat(inbox.position()).as("nothing is left").isZero();
        return frames;
    }

    private static long describe(ByteBuffer b, int offset, int length) {
        long sum = FrameFlyweight.position(b, offset) * 31 + FrameFlyweight.correlationId(b, offset);
        for (int i = FrameDescriptor.HEADER_LENGTH; i < length; i++) {
            sum = sum * 31 + b.get(offset + i);
        }
        return sum;
    }
}
