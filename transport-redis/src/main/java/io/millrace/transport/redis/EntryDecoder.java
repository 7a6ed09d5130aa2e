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
import java.util.Arrays;

/**
 * Reads one entry out of an answer, and shows it as frames where it lies: of an entry that holds one message the header is
 * written in front of the payload, over what has been read. One thread; nothing is allocated for an entry.
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
    private static final int DATA = 0;
    private static final int FRAMES = 1;
    private static final int POS = 3;
    private static final int EPOCH = 4;
    private static final int TYPE = 5;
    private static final int CORRELATION = 6;
    private static final int KIND = 7;
    private static final int STATUS = 8;
    private static final int HEADERS = 9;

    private final RespReader reader;
    private final int[] at = new int[NAMES.length];
    private final int[] length = new int[NAMES.length];

    private long idHigh;
    private long idLow;
    private boolean gone;
    private long deliveries = 1;

    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private ByteBuffer scratch = ByteBuffer.allocate(0);
    private int offset;
    private int frameBytes;
    private long epoch;
    private long position;

    EntryDecoder(RespReader reader) {
        this.reader = reader;
    }

    private static byte[] bytes(String name) {
        return name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /**
     * Reads the next entry of a list, and all of it.
     *
     * @return false if there is nothing in its place
     */
    boolean next() throws IOException {
        reader.mark();
        Arrays.fill(at, -1);
        deliveries = 1;
        if (reader.expect('*') < 0) {
            gone = true;
            idHigh = 0;
            idLow = 0;
            return false;
        }
        int idLength = reader.expect('$');
        int idAt = reader.sinceMark();
        reader.skipWord(idLength);
        parseId(reader.bytes(), reader.at(idAt), idLength);
        int words = reader.expect('*');
        gone = words < 0;
        for (int i = 0; i + 1 < words; i += 2) {
            int nameLength = reader.expect('$');
            int nameAt = reader.sinceMark();
            reader.skipWord(nameLength);
            int field = field(reader.bytes(), reader.at(nameAt), nameLength);
            int valueLength = reader.expect('$');
            int valueAt = reader.sinceMark();
            reader.skipWord(valueLength);
            if (field >= 0) {
                at[field] = valueAt;
                length[field] = valueLength;
            }
        }
        return true;
    }

    /** What was read is not needed any more. */
    void done() {
        reader.unmark();
    }

    private static int field(byte[] bytes, int from, int count) {
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].length == count && Arrays.equals(bytes, from, from + count, NAMES[i], 0, count)) {
                return i;
            }
        }
        return -1;
    }

    private void parseId(byte[] bytes, int from, int count) {
        long high = 0;
        int i = from;
        int end = from + count;
        while (i < end && bytes[i] != '-') {
            high = 10 * high + (bytes[i++] - '0');
        }
        long low = 0;
        for (i++; i < end; i++) {
            low = 10 * low + (bytes[i] - '0');
        }
        idHigh = high;
        idLow = low;
    }

    /** True if the entry itself is gone, though it is pending. */
    boolean isGone() {
        return gone;
    }

    EntryId entryId() {
        return new EntryId(idHigh, idLow);
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
        epoch = at[EPOCH] < 0 ? 0 : hexadecimal(EPOCH);
        position = at[POS] < 0 ? -1 : decimal(POS);
        if (at[FRAMES] >= 0) {
            buffer = reader.view();
            offset = reader.at(at[FRAMES]);
            frameBytes = length[FRAMES];
        } else if (at[DATA] >= 0) {
            decodeMessage();
        } else {
            throw bad("has neither a field data nor a field frames");
        }
    }

    private void decodeMessage() {
        int payload = length[DATA];
        int frameLength = payload + HEADER_LENGTH;
        int kind = at[KIND] < 0 ? FrameDescriptor.KIND_DATA : Math.toIntExact(decimal(KIND));
        long correlation = at[CORRELATION] < 0 ? 0 : decimal(CORRELATION);
        long type = at[TYPE] < 0 ? 0 : decimal(TYPE);
        long status = at[STATUS] < 0 ? 0 : decimal(STATUS);
        int flags = FrameDescriptor.FLAGS_UNFRAGMENTED | (at[HEADERS] < 0 ? 0 : FrameDescriptor.FLAG_HEADERS);
        if (kind < FrameDescriptor.KIND_DATA || kind > FrameDescriptor.KIND_SIGNAL) {
            throw bad("has kind " + kind);
        }
        if (type < 0 || type > 0xFFFF || status < 0 || status > 0xFF) {
            throw bad("has type " + type + " and status " + status);
        }
        frameBytes = FrameDescriptor.align(frameLength);
        if (at[DATA] >= HEADER_LENGTH) {
            buffer = reader.view();
            offset = reader.at(at[DATA]) - HEADER_LENGTH;
        } else {
            // An id so short, with its payload first, that there is no room in front of it
            if (scratch.capacity() < frameBytes) {
                scratch = ByteBuffer.allocate(frameBytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            scratch.put(HEADER_LENGTH, reader.bytes(), reader.at(at[DATA]), payload);
            buffer = scratch;
            offset = 0;
        }
        FrameFlyweight.writeHeader(
                buffer,
                offset,
                FrameDescriptor.word(kind, flags, (int) status),
                frameLength,
                EntryFields.STREAM_ID,
                (int) type,
                Math.max(0, position),
                correlation);
    }

    private long decimal(int field) {
        byte[] bytes = reader.bytes();
        int from = reader.at(at[field]);
        int end = from + length[field];
        boolean negative = length[field] > 1 && bytes[from] == '-';
        long value = 0;
        for (int i = negative ? from + 1 : from; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw bad("has a field " + new String(NAMES[field], java.nio.charset.StandardCharsets.US_ASCII)
                        + " that is no number");
            }
            value = 10 * value + digit;
        }
        if (length[field] == 0) {
            throw bad("has an empty field");
        }
        return negative ? -value : value;
    }

    private long hexadecimal(int field) {
        byte[] bytes = reader.bytes();
        int from = reader.at(at[field]);
        long value = 0;
        for (int i = from; i < from + length[field]; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0 || length[field] > 16) {
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
        return idHigh + "-" + idLow;
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
        return offset;
    }

    @Override
    public int length() {
        return frameBytes;
    }
}
