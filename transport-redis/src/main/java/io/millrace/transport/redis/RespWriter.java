// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes commands in the protocol of Redis into a buffer of its own that is sent as a whole. For one thread at a time. */
final class RespWriter {

    private static final int INITIAL = 16 << 10;

    /** What is kept when something large was sent. */
    private static final int KEPT = 1 << 20;

    private byte[] buffer = new byte[INITIAL];
    private int length;

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** A command of so many words, its name included. */
    RespWriter command(int words) {
        return header('*', words);
    }

    /** A whole command. */
    RespWriter command(String... words) {
        header('*', words.length);
        for (String word : words) {
            word(word);
        }
        return this;
    }

    RespWriter word(String text) {
        return word(text.getBytes(StandardCharsets.UTF_8));
    }

    RespWriter word(byte[] bytes) {
        header('$', bytes.length);
        return raw(bytes).end();
    }

    RespWriter word(byte[] bytes, int from, int count) {
        header('$', count);
        ensure(count);
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
        return end();
    }

    /** A number in decimal. */
    RespWriter word(long number) {
        header('$', digits(number));
        decimal(number);
        return end();
    }

    /** An id of an entry. */
    RespWriter word(long high, long low) {
        if (high < 0 || low < 0) {
            return word(Long.toUnsignedString(high) + "-" + Long.toUnsignedString(low));
        }
        header('$', digits(high) + 1 + digits(low));
        decimal(high);
        ensure(1);
        buffer[length++] = '-';
        decimal(low);
        return end();
    }

    /** Begins a word whose bytes follow by {@link #raw}, and then {@link #end}. */
    RespWriter begin(int bytes) {
        return header('$', bytes);
    }

    RespWriter raw(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        return this;
    }

    RespWriter raw(ByteBuffer source, int offset, int count) {
        ensure(count);
        source.get(/* index= */ offset, buffer, /* offset= */ length, /* length= */ count);
        length += count;
        return this;
    }

    RespWriter end() {
        ensure(2);
        buffer[length++] = '\r';
        buffer[length++] = '\n';
        return this;
    }

    private RespWriter header(char type, long number) {
        ensure(1);
        buffer[length++] = (byte) type;
        decimal(number);
        return end();
    }

    private void decimal(long number) {
        ensure(20);
        if (number < 0) {
            byte[] text = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
            raw(text);
            return;
        }
        int count = digits(number);
        long rest = number;
        for (int i = length + count - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    private static int digits(long number) {
        if (number < 0) {
            return Long.toString(number).length();
        }
        int count = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            count++;
        }
        return count;
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }

    void sendTo(OutputStream out) throws IOException {
        int count = length;
        length = 0;
        out.write(buffer, 0, count);
        if (buffer.length > KEPT) {
            buffer = new byte[INITIAL];
        }
    }
}
