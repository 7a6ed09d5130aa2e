// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers in the protocol of Redis. What lies behind a mark stays in the buffer, at the same distance from it, so that
 * an entry can be seen in place. For one thread.
 */
final class RespReader {

    /** An answer that is an error. */
    record Failure(String text) {}

    private static final int INITIAL = 64 << 10;
    private static final int MAX_BULK = 512 << 20;
    private static final int MAX_DEPTH = 16;

    private final Socket socket;
    private final InputStream in;
    private byte[] buffer = new byte[INITIAL];
    private ByteBuffer view = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    private int position;
    private int limit;
    private int mark = -1;
    private long patienceNs;

    RespReader(Socket socket, InputStream in, long patienceNs) {
        this.socket = socket;
        this.in = in;
        this.patienceNs = patienceNs;
    }

    /** How long an answer may take from its first look on. */
    void patience(long ns) {
        patienceNs = ns;
    }

    /** True if a part of an answer is here, or comes within a time. */
    boolean awaitInput(long timeoutNs) throws IOException {
        if (position < limit) {
            return true;
        }
        if (timeoutNs <= 0 && in.available() == 0) {
            return false;
        }
        try {
            fill(Math.max(1_000_000, timeoutNs));
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** True if more is here than was read; says nothing of what is on its way. */
    boolean hasInput() {
        return position < limit;
    }

    // ---- in place ----

    /** What follows stays where it is. */
    void mark() {
        mark = position;
    }

    void unmark() {
        mark = -1;
    }

    /** How far behind the mark the next byte is. */
    int sinceMark() {
        return position - mark;
    }

    /** Where in the buffer something behind the mark lies, until the next read. */
    int at(int sinceMark) {
        return mark + sinceMark;
    }

    byte[] bytes() {
        return buffer;
    }

    /** The same bytes, little-endian. */
    ByteBuffer view() {
        return view;
    }

    /** The type of the next answer; {@link #number} reads on. */
    int type() throws IOException {
        if (position == limit) {
            fill(patienceNs);
        }
        return buffer[position++];
    }

    /** The number up to the end of the line. */
    long number() throws IOException {
        long value = 0;
        boolean negative = false;
        while (true) {
            if (position == limit) {
                fill(patienceNs);
            }
            byte next = buffer[position++];
            if (next >= '0' && next <= '9') {
                value = 10 * value + (next - '0');
            } else if (next == '-') {
                negative = true;
            } else if (next == '\r') {
                skip(1);
                return negative ? -value : value;
            } else {
                throw new IOException("a number has the byte " + next);
            }
        }
    }

    /** The number after a type that must be next. */
    int expect(char type) throws IOException {
        int found = type();
        if (found == '-') {
            throw new AnsweredException(line());
        }
        if (found != type) {
            throw new IOException("expected " + type + ", found " + (char) found);
        }
        return Math.toIntExact(number());
    }

    /** Steps over a word of known length and its end; all of it is in the buffer then. */
    void skipWord(int length) throws IOException {
        need(length + 2);
        position += length + 2;
    }

    private void skip(int count) throws IOException {
        need(count);
        position += count;
    }

    /** The text up to the end of the line. */
    String line() throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            if (position == limit) {
                fill(patienceNs);
            }
            byte next = buffer[position++];
            if (next == '\r') {
                skip(1);
                return text.toString();
            }
            if (text.length() < 1024) {
                text.append((char) (next & 0xFF));
            }
        }
    }

    // ---- whole answers ----

    /** The next answer: a String, Long, byte[], List, {@link Failure} or null. */
    @Nullable Object read() throws IOException {
        return read(0);
    }

    private @Nullable Object read(int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("an answer is nested more than " + MAX_DEPTH + " deep");
        }
        int type = type();
        switch (type) {
            case '+':
                return line();
            case '-':
                return new Failure(line());
            case ':':
                return number();
            case '$': {
                int length = Math.toIntExact(number());
                if (length < 0) {
                    return null;
                }
                need(length + 2);
                byte[] word = Arrays.copyOfRange(buffer, position, position + length);
                position += length + 2;
                return word;
            }
            case '*': {
                int count = Math.toIntExact(number());
                if (count < 0) {
                    return null;
                }
                List<@Nullable Object> list = new ArrayList<>(Math.min(count, 1024));
                for (int i = 0; i < count; i++) {
                    list.add(read(depth + 1));
                }
                return list;
            }
            default:
                throw new IOException("an answer begins with the byte " + type + ": this is not Redis");
        }
    }

    static String text(@Nullable Object word) {
        return word instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(word);
    }

    private void need(int count) throws IOException {
        if (count < 0 || count > MAX_BULK) {
            throw new IOException("a word has " + count + " bytes");
        }
        while (limit - position < count) {
            fill(patienceNs);
        }
    }

    private void fill(long timeoutNs) throws IOException {
        if (position == limit && mark < 0) {
            position = 0;
            limit = 0;
            if (buffer.length > 16 * INITIAL) {
                use(new byte[INITIAL]);
            }
        } else if (limit == buffer.length) {
            compact();
        }
        socket.setSoTimeout((int) Math.max(1, Math.min(Integer.MAX_VALUE, timeoutNs / 1_000_000)));
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            throw new EOFException("end of the connection");
        }
        limit += count;
    }

    private void compact() {
        int from = mark < 0 ? position : mark;
        byte[] target = from > buffer.length / 2 ? buffer : new byte[2 * buffer.length];
        System.arraycopy(buffer, from, target, 0, limit - from);
        position -= from;
        limit -= from;
        mark = mark < 0 ? -1 : 0;
        if (target != buffer) {
            use(target);
        }
    }

    private void use(byte[] fresh) {
        buffer = fresh;
        view = ByteBuffer.wrap(fresh).order(ByteOrder.LITTLE_ENDIAN);
    }
}
