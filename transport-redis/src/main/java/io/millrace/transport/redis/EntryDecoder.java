// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;

import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.log.LogEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes one entry out of an answer after the other, and shows it as frames: of an entry that holds one message in a buffer of
 * its own, of an entry of frames where they lie. What it shows is valid until the next entry. One thread.
 */
final class EntryDecoder implements LogEntry {

    private static final byte[][] NAMES = {
        bytes(EntryFields.DATA),
        bytes(EntryFields.FRAMES),
        bytes(EntryFields.COUNT),
        bytes(EntryFields.POS),
        bytes(EntryFields.EPOCH),
        bytes(EntryFields.TYPE),
        bytes(EntryFields.CORRELATION),
        bytes(EntryFields.KIND),
        bytes(EntryFields.STATUS),
        bytes(EntryFields.HEADERS)
    };

    /** Of the buffer for an entry of one message: what it begins with, and what is kept when a large one is through. */
    private static final int INITIAL = 4 << 10;

    private static final int KEPT = 1 << 20;

    private static final int DATA = 0;
    private static final int FRAMES = 1;
    private static final int POS = 3;
    private static final int EPOCH = 4;
    private static final int TYPE = 5;
    private static final int CORRELATION = 6;
    private static final int KIND = 7;
    private static final int STATUS = 8;
    private static final int HEADERS = 9;

    /** Of each field of {@link #NAMES} what the entry has in it. */
    private final byte[] @Nullable [] values = new byte[NAMES.length][];

    private EntryId id = EntryId.ZERO;
    private int size;
    private boolean gone;
    private long deliveries = 1;

    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private ByteBuffer scratch = ByteBuffer.allocate(0);
    private int frameBytes;
    private long epoch;
    private long position;

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes in one entry out of an answer. */
    void read(@Nullable Object entry) throws IOException {
        Arrays.fill(values, null);
        deliveries = 1;
        size = 0;
        if (entry == null) {
            gone = true;
            id = EntryId.ZERO;
            return;
        }
        if (!(entry instanceof List<?> parts) || parts.size() != 2 || !(parts.get(0) instanceof byte[])) {
            throw new IOException("an entry has another form");
        }
        try {
            id = EntryId.parse(parts.get(0));
        } catch (NumberFormatException e) {
            throw new IOException("an entry has the id " + Replies.text(parts.get(0)), e);
        }
        gone = parts.get(1) == null;
        if (parts.get(1) instanceof List<?> words) {
            fields(words);
        }
    }

    private void fields(List<?> words) throws IOException {
        for (int i = 0; i + 1 < words.size(); i += 2) {
            if (!(words.get(i) instanceof byte[] name) || !(words.get(i + 1) instanceof byte[] value)) {
                throw new IOException("entry " + id + " has a field of another form");
            }
            size += name.length + value.length;
            for (int field = 0; field < NAMES.length; field++) {
                if (Arrays.equals(NAMES[field], name)) {
                    values[field] = value;
                }
            }
        }
    }

    /** Bytes of its fields. */
    int size() {
        return size;
    }

    /** True if the entry itself is gone, though it is pending. */
    boolean isGone() {
        return gone;
    }

    EntryId entryId() {
        return id;
    }

    void deliveries(long count) {
        deliveries = count;
    }

    /**
     * Makes frames of what was read.
     *
     * @throws ProtocolException if there are none
     */
    void decode() {
        byte[] data = values[DATA];
        byte[] frames = values[FRAMES];
        epoch = hexadecimal();
        position = number(POS, -1);
        if (frames != null) {
            buffer = ByteBuffer.wrap(frames).order(ByteOrder.LITTLE_ENDIAN);
            frameBytes = frames.length;
        } else if (data != null) {
            decodeMessage(data);
        } else {
            throw bad("has neither a field data nor a field frames");
        }
    }

    private void decodeMessage(byte[] payload) {
        int frameLength = payload.length + HEADER_LENGTH;
        long kind = number(KIND, FrameDescriptor.KIND_DATA);
        long correlation = number(CORRELATION, 0);
        long type = number(TYPE, 0);
        long status = number(STATUS, 0);
        int flags = FrameDescriptor.FLAGS_UNFRAGMENTED | (values[HEADERS] == null ? 0 : FrameDescriptor.FLAG_HEADERS);
        if (kind < FrameDescriptor.KIND_DATA || kind > FrameDescriptor.KIND_SIGNAL) {
            throw bad("has kind " + kind);
        }
        if (type < 0 || type > 0xFFFF || status < 0 || status > 0xFF) {
            throw bad("has type " + type + " and status " + status);
        }
        frameBytes = FrameDescriptor.align(frameLength);
        if (scratch.capacity() < frameBytes || scratch.capacity() > KEPT) {
            scratch = ByteBuffer.allocate(Math.max(INITIAL, frameBytes)).order(ByteOrder.LITTLE_ENDIAN);
        }
        buffer = scratch;
        scratch.put(HEADER_LENGTH, payload);
        FrameFlyweight.writeHeader(
                scratch,
                0,
                FrameDescriptor.word((int) kind, flags, (int) status),
                frameLength,
                EntryFields.STREAM_ID,
                (int) type,
                Math.max(0, position),
                correlation);
    }

    /** What a field has in decimal. */
    private long number(int field, long otherwise) {
        byte[] text = values[field];
        if (text == null) {
            return otherwise;
        }
        boolean negative = text.length > 1 && text[0] == '-';
        long value = 0;
        for (int i = negative ? 1 : 0; i < text.length; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw bad("has a field " + new String(NAMES[field], StandardCharsets.US_ASCII) + " that is no number");
            }
            value = 10 * value + digit;
        }
        if (text.length == 0) {
            throw bad("has an empty field");
        }
        return negative ? -value : value;
    }

    private long hexadecimal() {
        byte[] text = values[EPOCH];
        long value = 0;
        for (int i = 0; text != null && i < text.length; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0 || text.length > 16) {
                throw bad("has an epoch that is no number of 16 hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private ProtocolException bad(String what) {
        return new ProtocolException(ErrorCode.BAD_ENTRY, "entry " + id() + " " + what, "see who else appends to it");
    }

    @Override
    public String id() {
        return id.toString();
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long deliveries() {
        return deliveries;
    }

    @Override
    public ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return frameBytes;
    }
}
