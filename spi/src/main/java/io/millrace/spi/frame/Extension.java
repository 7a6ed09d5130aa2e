// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One type-length-value entry at the end of a HELLO, WELCOME or OPEN. Immutable, for any thread; the value is copied in
 * and out. Types that a peer does not know are kept, in order, and otherwise ignored.
 */
public final class Extension {

    /** In a HELLO: the session token, as text. */
    public static final int TOKEN = 1;

    /** In a WELCOME: streams that the dialler may publish and subscribe to, as text; of several entries all must allow it. */
    public static final int GRANT = 2;

    private static final int HEADER = 2 * Short.BYTES;

    private final int type;
    private final byte[] value;

    /** An entry of a type from 0 to 65535. */
    public Extension(int type, byte[] value) {
        ControlFrame.requireRange("extension type", type, 0, 0xFFFF);
        ControlFrame.requireRange("extension length", value.length, 0, 0xFFFF);
        this.type = type;
        this.value = value.clone();
    }

    public int type() {
        return type;
    }

    /** A copy of the value. */
    public byte[] value() {
        return value.clone();
    }

    /** The bytes that these entries take. */
    static int encodedLength(List<Extension> extensions) {
        int length = 0;
        for (Extension extension : extensions) {
            length += HEADER + extension.value.length;
        }
        return length;
    }

    static void encode(List<Extension> extensions, ByteBuffer b, int index) {
        int at = index;
        for (Extension extension : extensions) {
            b.putShort(at, (short) extension.type);
            b.putShort(at + Short.BYTES, (short) extension.value.length);
            b.put(at + HEADER, extension.value);
            at += HEADER + extension.value.length;
        }
    }

    /** Looks whether so many bytes are entries, before any of them costs anything; the caller has checked that they are there. */
    static void check(ByteBuffer b, int index, int length, int kind) {
        int at = index;
        int end = index + length;
        while (at < end) {
            if (end - at < HEADER) {
                throw ControlFrame.bad(
                        kind, "extensions end inside the header of an entry: " + (end - at) + " bytes left of 4");
            }
            int valueLength = b.getShort(at + Short.BYTES) & 0xFFFF;
            if (valueLength > end - at - HEADER) {
                throw ControlFrame.bad(
                        kind,
                        "length of extension " + (b.getShort(at) & 0xFFFF),
                        valueLength,
                        "at most " + (end - at - HEADER));
            }
            at += HEADER + valueLength;
        }
    }

    /** The entries in so many bytes, which were checked. */
    static List<Extension> decode(ByteBuffer b, int index, int length) {
        List<Extension> extensions = new ArrayList<>();
        int end = index + length;
        for (int at = index; at < end; ) {
            byte[] value = new byte[b.getShort(at + Short.BYTES) & 0xFFFF];
            b.get(at + HEADER, value);
            extensions.add(new Extension(b.getShort(at) & 0xFFFF, value));
            at += HEADER + value.length;
        }
        return List.copyOf(extensions);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Extension that && type == that.type && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(value);
    }

    // Only the length: a token is an extension, and must not reach a log.
    @Override
    public String toString() {
        return "extension " + HexFormat.of().toHexDigits((short) type) + " of " + value.length + " bytes";
    }
}
