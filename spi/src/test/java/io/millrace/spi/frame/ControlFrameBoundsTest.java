// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What our own side may not even try to send. */
class ControlFrameBoundsTest {

    private static final ByteBuffer B = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    private static final FrameChecksum SUM = new FrameChecksum();

    private static Handshake handshake(int min, int max, int maxFrame, int heartbeatMs, int outcome, String identity) {
        return new Handshake(16, min, max, 0, 0, 0, 0, maxFrame, heartbeatMs, 0, outcome, identity, List.of());
    }

    private static Open open(int streamId, String name, long epoch, long join, int frameSize, int checksum) {
        return new Open(streamId, name, epoch, join, 0, frameSize, 1024, 0, checksum, 0, List.of());
    }

    private static Arguments row(String expected, ThrowingCallable call) {
        return Arguments.of(expected, call);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row("minVersion is 2, must be 1 to 1", () -> handshake(2, 1, 4096, 1, 0, "a")),
                row("maxVersion is 65536, must be 1 to 65535", () -> handshake(1, 65_536, 4096, 1, 0, "a")),
                row("maxFrame is 31, must be 32 to 536870912", () -> handshake(1, 1, 31, 1, 0, "a")),
                row("heartbeatMs is 0, must be 1 to 2147483647", () -> handshake(1, 1, 4096, 0, 0, "a")),
                row("outcome is 1, must be 0 to 0", () -> handshake(1, 1, 4096, 1, 1, "a")),
                row("identity '' takes 0 bytes of UTF-8, must take 1 to 256", () -> handshake(1, 1, 4096, 1, 0, "")),
                row("takes 258 bytes of UTF-8", () -> handshake(1, 1, 4096, 1, 0, "ñ".repeat(129))),
                row("lone surrogate", () -> handshake(1, 1, 4096, 1, 0, "\uD83D")),
                row("code is 0, must be 1 to 255", () -> new Reject(0, false, 0, "")),
                row("retryAfterMs is -1, must be 0 to 2147483647", () -> new Reject(1, false, -1, "")),
                row("streamId is 0, must be 1 to 65535", () -> open(0, "a", 1, 0, 64, 0)),
                row("streamId is 65536, must be 1 to 65535", () -> open(65_536, "a", 1, 0, 64, 0)),
                row("epoch is 0, must be anything but 0", () -> open(1, "a", 0, 0, 64, 0)),
                row("joinPosition is 33, must be a multiple of 32", () -> open(1, "a", 1, 33, 64, 0)),
                row("frameSize is 0, must be 32 to 536870912", () -> open(1, "a", 1, 0, 0, 0)),
                row("checksum is 2, must be 0 to 1", () -> open(1, "a", 1, 0, 64, 2)),
                row("streamId is 0", () -> StatusFrame.encode(B, 0, SUM, 0, 1, 0, 0, 0)),
                row("received is 33", () -> StatusFrame.encode(B, 0, SUM, 1, 1, 0, 0, 33)),
                row("processed is 64, must be 0 to 32", () -> StatusFrame.encode(B, 0, SUM, 1, 1, 64, 0, 32)),
                row("limit is -1", () -> StatusFrame.encode(B, 0, SUM, 1, 1, 0, -1, 0)),
                row("askedStreamId is 65536", () -> PingFrame.begin(B, 0, 0, 65_536)),
                row("finalPosition is 1", () -> CloseFrame.encode(B, 0, SUM, 1, 0, 1, 1)),
                row("to is 32, must be -1, or", () -> GapFrame.encode(B, 0, SUM, 1, 1, 64, 32, 1)),
                row("reason is 0, must be 1 to 4", () -> GapFrame.encode(B, 0, SUM, 1, 1, 64, 96, 0)),
                row("status is 3, must be 0 to 2", () -> ByeFrame.encode(B, 0, SUM, 3, 0)),
                row("status is 9, must be 1 to 8", () -> UnsubscribeFrame.encode(B, 0, SUM, 1, 9, 1)),
                row("extension type is 65536", () -> new Extension(65_536, new byte[0])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedWithFieldValueAndBound(String expected, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(expected);
    }

    @Test
    void aHandshakeNeverExceedsWhatMayBeSentBeforeWelcome() {
        int room = FrameDescriptor.MAX_HANDSHAKE_FRAME - 32 - 56 - 1 - 4;
        assertThatCode(() -> withExtension(room).encode(B, 0, SUM)).doesNotThrowAnyException();
        assertThatThrownBy(() -> withExtension(room + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("frame length is 4097");
    }

    private static Handshake withExtension(int bytes) {
        List<Extension> extensions = List.of(new Extension(1, new byte[bytes]));
        return new Handshake(16, 1, 1, 0, 0, 0, 0, 4096, 1, 0, 0, "a", extensions);
    }

    @Test
    void theLogLineOfAHandshakeHasNoSecretAndNoEscapes() {
        Handshake hello = new Handshake(
                16,
                1,
                1,
                0,
                1,
                2,
                0,
                4096,
                1,
                0,
                0,
                "a\u001b[31m",
                List.of(new Extension(2, "secret".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        org.assertj.core.api.Assertions.assertThat(hello.toString())
                .startsWith("HELLO from 'a\\x1B[31m' session 1:2 attempt 0")
                .doesNotContain("secret")
                .endsWith("[extension 0002 of 6 bytes]");
    }
}
