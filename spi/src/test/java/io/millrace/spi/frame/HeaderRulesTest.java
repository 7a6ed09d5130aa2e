// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderRulesTest {

    private final ByteBuffer b = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);

    private void header(int version, int kind, int flags, int status, int streamId, int typeId) {
        FrameFlyweight.frameLength(b, 0, 32);
        FrameFlyweight.version(b, 0, version);
        FrameFlyweight.kind(b, 0, kind);
        FrameFlyweight.flags(b, 0, flags);
        FrameFlyweight.status(b, 0, status);
        FrameFlyweight.streamId(b, 0, streamId);
        FrameFlyweight.typeId(b, 0, typeId);
    }

    private void assertRefused(ErrorCode code) {
        assertThatThrownBy(() -> HeaderRules.check(b, 0))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @ParameterizedTest(name = "version {0} kind {1} flags {2} status {3} stream {4} type {5}: {6}")
    @CsvSource({
        // stream frames
        "1, 1, 0xC0, 0, 1, 0, ",
        "1, 1, 0xE8, 0, 1, 65535, ",
        "1, 1, 0x80, 0, 65535, 0, ",
        "1, 2, 0xC0, 0, 1, 0, ",
        "1, 3, 0xC0, 7, 1, 0, ",
        "1, 4, 0xC0, 0, 1, 0, ",
        "1, 1, 0xC0, 1, 1, 0, BAD_FLAGS",
        "1, 1, 0xC0, 0, 0, 0, UNEXPECTED_FRAME",
        // anybody's
        "0, 1, 0xC0, 0, 1, 0, BAD_VERSION",
        "2, 1, 0xC0, 0, 1, 0, BAD_VERSION",
        "255, 200, 0, 0, 0, 0, BAD_VERSION",
        "1, 5, 0xC0, 0, 1, 0, BAD_KIND",
        "1, 15, 0x08, 0, 0, 0, BAD_KIND",
        "1, 27, 0x08, 0, 0, 0, BAD_KIND",
        "1, 127, 0x08, 0, 0, 0, BAD_KIND",
        "1, 128, 0x08, 9, 9, 9, ",
        "1, 255, 0x00, 0, 0, 0, ",
        "1, 255, 0x01, 0, 0, 0, BAD_FLAGS",
        "1, 1, 0xD0, 0, 1, 0, BAD_FLAGS",
        "1, 1, 0xC4, 0, 1, 0, BAD_FLAGS",
        "1, 1, 0xC2, 0, 1, 0, BAD_FLAGS",
        "1, 1, 0xC1, 0, 1, 0, BAD_FLAGS",
        // control frames
        "1, 20, 0x08, 0, 1, 0, ",
        "1, 20, 0x00, 0, 1, 0, BAD_FLAGS",
        "1, 20, 0x88, 0, 1, 0, BAD_FLAGS",
        "1, 20, 0x28, 0, 1, 0, BAD_FLAGS",
        "1, 20, 0x08, 0, 1, 1, BAD_CONTROL_FRAME",
    })
    void theTable(int version, int kind, int flags, int status, int streamId, int typeId, ErrorCode refusal) {
        header(version, kind, flags, status, streamId, typeId);
        if (refusal == null) {
            HeaderRules.check(b, 0);
        } else {
            assertRefused(refusal);
        }
    }

    @ParameterizedTest(name = "PAD of length {0} and span {1}")
    @CsvSource({"33, 32", "64, 64", "32, 0", "32, -32", "32, 31", "32, 33", "32, 2147483648", "32, 4611686018427387904"
    })
    void aPadOfAnotherLengthOrAnOddSpan(int frameLength, long span) {
        FrameFlyweight.writePad(b, 0, 1, 64, 32);
        HeaderRules.check(b, 0);
        FrameFlyweight.frameLength(b, 0, frameLength);
        FrameFlyweight.correlationId(b, 0, span);
        assertRefused(ErrorCode.BAD_FRAME_LENGTH);
    }

    @Test
    void aPadHasNoFragmentFlags() {
        FrameFlyweight.writePad(b, 0, 1, 64, 32);
        FrameFlyweight.flags(b, 0, FrameDescriptor.FLAG_CHECKSUM);
        HeaderRules.check(b, 0);
        FrameFlyweight.flags(b, 0, FrameDescriptor.FLAG_BEGIN);
        assertRefused(ErrorCode.BAD_FLAGS);
    }
}
