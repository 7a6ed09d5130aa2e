// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.MAX_TEXT_BYTES;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Names, identities and reasons: UTF-8 of bounded length, strict in both directions. */
final class Text {

    private static final int CHARS_AT_A_LOOK = 16;

    private Text() {}

    /** The bytes of a text of ours. */
    static byte[] encode(String field, String text, int minBytes) {
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(field + " has a lone surrogate: '" + text + "'", e);
        }
        int length = encoded.remaining();
        if (length < minBytes || length > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException(field + " '" + text + "' takes " + length + " bytes of UTF-8, must take "
                    + minBytes + " to " + MAX_TEXT_BYTES);
        }
        byte[] bytes = new byte[length];
        encoded.get(bytes);
        return bytes;
    }

    /**
     * A peer's text at an absolute index, looked at but not kept; the caller has checked that the bytes are there. A text that is
     * refused costs little.
     */
    static void check(ByteBuffer b, int index, int length, int minBytes, int kind, String field) {
        if (length < minBytes || length > MAX_TEXT_BYTES) {
            throw ControlFrame.bad(kind, field + "Length", length, minBytes + " to " + MAX_TEXT_BYTES);
        }
        ByteBuffer bytes = b.slice(index, length);
        CharBuffer looked = CharBuffer.allocate(CHARS_AT_A_LOOK);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result;
        do {
            result = decoder.decode(bytes, looked.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw ControlFrame.bad(
                    kind,
                    field + " is not UTF-8: " + result.length() + " bytes at " + bytes.position() + " mean nothing");
        }
    }

    /** Such a text, once it was checked. */
    static String decode(ByteBuffer b, int index, int length) {
        byte[] bytes = new byte[length];
        b.get(index, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
