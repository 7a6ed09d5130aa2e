// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadVerifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Message bodies in arrays: one an array, or several back to back, each after its length. Stateless. */
final class HandBody {
    /** Before each message of a packed entry. */
    static final int LENGTH_BYTES = Integer.BYTES;

    private HandBody() {}

    static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] of(int length, long word) {
        byte[] bytes = new byte[length];
        Payload.write(wrap(bytes), 0, length, word);
        return bytes;
    }

    static void show(byte[] bytes, PayloadVerifier verifier) {
        show(wrap(bytes), 0, bytes.length, verifier);
    }

    static void showPacked(byte[] bytes, PayloadVerifier verifier) {
        ByteBuffer buffer = wrap(bytes);
        for (int at = 0; at < bytes.length; ) {
            int length = buffer.getInt(at);
            show(buffer, at + LENGTH_BYTES, length, verifier);
            at += LENGTH_BYTES + length;
        }
    }

    private static void show(ByteBuffer buffer, int at, int length, PayloadVerifier verifier) {
        verifier.accept(length, Payload.word(buffer, at, length), Payload.sum(buffer, at, length));
    }
}
