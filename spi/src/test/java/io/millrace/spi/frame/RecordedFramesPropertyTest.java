// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Every HELLO, WELCOME, REJECT and OPEN that can be made comes out of its bytes equal. Edge cases are left out where their
 * combinations outnumber the tries; the bounds have a table of their own.
 */
class RecordedFramesPropertyTest {

    private final FrameChecksum checksum = new FrameChecksum();
    private final ByteBuffer b =
            ByteBuffer.allocate(3 * FrameDescriptor.MAX_HANDSHAKE_FRAME).order(ByteOrder.LITTLE_ENDIAN);

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void handshakes(@ForAll("handshake") Handshake sent) {
        sent.encode(b, 32, checksum);
        assertThat(checksum.verify(b, 32)).isTrue();
        assertThat(Handshake.decode(b, 32, sent.kind())).isEqualTo(sent).hasSameHashCodeAs(sent);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void opens(@ForAll("open") Open sent) {
        sent.encode(b, 64, checksum);
        assertThat(checksum.verify(b, 64)).isTrue();
        assertThat(Open.decode(b, 64)).isEqualTo(sent).hasSameHashCodeAs(sent);
    }

    @Property(tries = 500)
    void rejects(@ForAll("reject") Reject sent) {
        sent.encode(b, 0, checksum);
        assertThat(checksum.verify(b, 0)).isTrue();
        assertThat(Reject.decode(b, 0)).isEqualTo(sent).hasSameHashCodeAs(sent);
    }

    @Property(tries = 200)
    void aReasonIsCutToAPrefixThatFits(@ForAll String reason) {
        String wellFormed = new String(reason.repeat(20).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String cut = Reject.truncating(1, false, 0, wellFormed).reason();
        assertThat(wellFormed).startsWith(cut);
        assertThat(cut.getBytes(StandardCharsets.UTF_8).length)
                .isBetween(
                        Math.min(
                                wellFormed.getBytes(StandardCharsets.UTF_8).length, FrameDescriptor.MAX_TEXT_BYTES - 3),
                        FrameDescriptor.MAX_TEXT_BYTES);
    }

    @Provide
    Arbitrary<Handshake> handshake() {
        Arbitrary<Integer> positive = Arbitraries.integers().greaterOrEqual(1);
        Arbitrary<long[]> longs = Arbitraries.longs().array(long[].class).ofSize(3);
        return Combinators.combine(
                        Arbitraries.of(FrameDescriptor.KIND_HELLO, FrameDescriptor.KIND_WELCOME),
                        Arbitraries.integers().between(1, 0xFFFF),
                        Arbitraries.integers(),
                        longs,
                        Arbitraries.integers().between(32, FrameDescriptor.MAX_FRAME),
                        positive,
                        text(1),
                        extensions())
                .as((kind, version, capabilities, ids, maxFrame, ms, identity, extensions) -> new Handshake(
                        kind,
                        (version + 1) / 2,
                        version,
                        capabilities,
                        ids[0],
                        ids[1],
                        ids[2] & Long.MAX_VALUE,
                        maxFrame,
                        ms,
                        ms - 1,
                        kind == FrameDescriptor.KIND_HELLO ? 0 : version % 3,
                        identity,
                        extensions));
    }

    @Provide
    Arbitrary<Open> open() {
        Arbitrary<Long> position =
                Arbitraries.longs().between(0, Long.MAX_VALUE / 32).map(slot -> slot * 32);
        return Combinators.combine(
                        Arbitraries.integers().between(1, 0xFFFF),
                        text(1),
                        Arbitraries.longs().filter(epoch -> epoch != 0),
                        position,
                        position,
                        Arbitraries.integers().between(32, FrameDescriptor.MAX_FRAME),
                        Arbitraries.integers().between(0, 0xFF),
                        extensions())
                .as((streamId, name, epoch, join, redelivered, frameSize, priority, extensions) -> new Open(
                        streamId,
                        name,
                        epoch,
                        join,
                        redelivered,
                        frameSize,
                        frameSize,
                        join,
                        priority % 2,
                        priority,
                        extensions));
    }

    @Provide
    Arbitrary<Reject> reject() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 0xFF),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().greaterOrEqual(0),
                        text(0))
                .as(Reject::new);
    }

    /** Well-formed text that fits: whole characters of up to four bytes. */
    private static Arbitrary<String> text(int minChars) {
        return Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .list()
                .ofMinSize(minChars)
                .ofMaxSize(64)
                .map(points -> points.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    private static Arbitrary<List<Extension>> extensions() {
        Arbitrary<byte[]> value = Arbitraries.bytes().array(byte[].class).ofMaxSize(100);
        return Combinators.combine(Arbitraries.integers().between(0, 0xFFFF), value)
                .as(Extension::new)
                .list()
                .ofMaxSize(8);
    }
}
