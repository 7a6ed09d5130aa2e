// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts messages into commands that append entries, in the form that the options ask for. In an entry each message is one frame,
 * whatever it was in the ring, and positions count those frames: nothing of PADs and fragments is left. One thread at a time.
 */
final class EntryWriter {

    private static final int FIXED_WORDS = 5;
    private static final byte[] XADD = word("XADD");
    private static final byte[] POS = word(EntryFields.POS);
    private static final byte[] DATA = word(EntryFields.DATA);
    private static final byte[] FRAMES = word(EntryFields.FRAMES);
    private static final byte[] COUNT = word(EntryFields.COUNT);
    private static final byte[] ANY_ID = word("*");

    private final RespWriter out;
    private final Pending pending;
    private final boolean batching;
    private final long retainMs;
    private final byte[] start;
    private final byte[] limit;
    private final int limitWords;
    private final byte[] epochField;

    private byte[] batchBytes = new byte[128 << 10];
    private ByteBuffer batch = ByteBuffer.wrap(batchBytes).order(ByteOrder.LITTLE_ENDIAN);
    private int batchLength;
    private long batchFrom;
    private int batchMessages;
    private long batchRingTo;

    /** With one writer: the epoch that it has drawn, and the number of its last entry; else 0. */
    private long ownHigh;

    private long ownLow;
    private long newestMs;

    EntryWriter(String key, long epoch, RedisSettings settings, RespWriter out, Pending pending) {
        this.out = out;
        this.pending = pending;
        this.batching = settings.entry() == EntryForm.BATCH;
        this.retainMs = settings.retainMs();
        this.start = join(XADD, word(key));
        this.limit = settings.maxLength() > 0
                ? join(word("MAXLEN"), word("~"), word(Long.toString(settings.maxLength())))
                : new byte[0];
        this.limitWords = settings.maxLength() > 0 ? 3 : 0;
        String hex = String.format("%016x", epoch);
        this.epochField = join(word(EntryFields.EPOCH), word(hex));
    }

    private static byte[] word(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII), bytes, new byte[] {'\r', '\n'});
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    /** From now on entries have ids of their own: of one writer. */
    void number(long high, long low) {
        ownHigh = high;
        ownLow = low;
    }

    /** The server's clock, as its last id told it. */
    void newest(long ms) {
        newestMs = ms;
    }

    /** Bytes of a message's frame in the log, in whose position it counts. */
    static long span(int payloadLength) {
        return FrameDescriptor.align(payloadLength + HEADER_LENGTH);
    }

    /**
     * Writes one message.
     *
     * @param offset of its only frame, or the first of its fragments, which follow each other
     * @param payloadLength of the whole message
     */
    void write(ByteBuffer frames, int offset, int payloadLength, long position, long ringTo) {
        if (batching) {
            addToBatch(frames, offset, payloadLength, position, ringTo);
            return;
        }
        int kind = FrameFlyweight.kind(frames, offset);
        int type = FrameFlyweight.typeId(frames, offset);
        long correlation = FrameFlyweight.correlationId(frames, offset);
        int status = FrameFlyweight.status(frames, offset);
        boolean headed = (FrameFlyweight.flags(frames, offset) & FrameDescriptor.FLAG_HEADERS) != 0;
        int extra = (type != 0 ? 2 : 0)
                + (correlation != 0 ? 2 : 0)
                + (kind != FrameDescriptor.KIND_DATA ? 2 : 0)
                + (status != 0 ? 2 : 0)
                + (headed ? 2 : 0);
        begin(6 + extra);
        out.raw(DATA).begin(payloadLength);
        payload(frames, offset, payloadLength);
        out.end().raw(POS).word(position).raw(epochField);
        if (type != 0) {
            out.word(EntryFields.TYPE).word(type);
        }
        if (correlation != 0) {
            out.word(EntryFields.CORRELATION).word(correlation);
        }
        if (kind != FrameDescriptor.KIND_DATA) {
            out.word(EntryFields.KIND).word(kind);
        }
        if (status != 0) {
            out.word(EntryFields.STATUS).word(status);
        }
        if (headed) {
            out.word(EntryFields.HEADERS).word(1);
        }
        pending.add(Pending.ENTRY, position, position + span(payloadLength), ringTo, 1);
    }

    private void payload(ByteBuffer frames, int offset, int payloadLength) {
        int at = offset;
        for (int left = payloadLength; ; ) {
            int length = FrameFlyweight.frameLength(frames, at) - HEADER_LENGTH;
            out.raw(frames, at + HEADER_LENGTH, length);
            left -= length;
            if (left <= 0) {
                return;
            }
            at += FrameDescriptor.align(length + HEADER_LENGTH);
        }
    }

    private void begin(int fieldWords) {
        int words = FIXED_WORDS - 2 + fieldWords + limitWords + (retainMs > 0 && newestMs > 0 ? 3 : 0);
        out.command(words).raw(start);
        if (limitWords > 0) {
            out.raw(limit);
        } else if (retainMs > 0 && newestMs > 0) {
            out.word("MINID").word("~").word(Math.max(0, newestMs - retainMs), 0);
        }
        if (ownHigh > 0) {
            out.word(ownHigh, ++ownLow);
        } else {
            out.raw(ANY_ID);
        }
    }

    // ---- batches ----

    boolean isBatching() {
        return batching;
    }

    /**
     * Adds messages as they lie back to back, copied in one piece: up to the first that is in fragments, or a PAD.
     *
     * @return where it stopped
     */
    int addRun(ByteBuffer frames, int from, int to, long position) {
        int length = to - from;
        reserve(length, position);
        int start = batchLength;
        frames.get(from, batchBytes, start, length);
        int end = start + length;
        int at = start;
        long next = position;
        while (at < end && isWhole(at)) {
            int span = FrameDescriptor.align(FrameFlyweight.frameLength(batch, at));
            batch.putShort(at + FrameDescriptor.STREAM_ID_OFFSET, (short) EntryFields.STREAM_ID);
            batch.putLong(at + FrameDescriptor.POSITION_OFFSET, next);
            next += span;
            at += span;
            batchMessages++;
        }
        if (at > start) {
            batchRingTo = FrameFlyweight.position(frames, from) + (at - start);
            batchLength = at;
        }
        return from + at - start;
    }

    private boolean isWhole(int at) {
        int whole = FrameDescriptor.FLAGS_UNFRAGMENTED;
        return FrameFlyweight.kind(batch, at) != FrameDescriptor.KIND_PAD
                && (FrameFlyweight.flags(batch, at) & whole) == whole;
    }

    /** Makes room for so many bytes more, at the start of a batch or behind what it has. */
    private void reserve(int bytes, long position) {
        if (batchMessages == 0) {
            batchLength = 0;
            batchFrom = position;
        }
        if (batchBytes.length - batchLength < bytes) {
            batchBytes = Arrays.copyOf(batchBytes, Math.max(2 * batchBytes.length, batchLength + bytes));
            batch = ByteBuffer.wrap(batchBytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void addToBatch(ByteBuffer frames, int offset, int payloadLength, long position, long ringTo) {
        int span = (int) span(payloadLength);
        reserve(span, position);
        int at = batchLength;
        int flags = FrameDescriptor.FLAGS_UNFRAGMENTED
                | FrameFlyweight.flags(frames, offset) & FrameDescriptor.FLAG_HEADERS;
        long word =
                FrameDescriptor.word(FrameFlyweight.kind(frames, offset), flags, FrameFlyweight.status(frames, offset));
        FrameFlyweight.writeHeader(
                batch,
                at,
                word,
                payloadLength + HEADER_LENGTH,
                EntryFields.STREAM_ID,
                FrameFlyweight.typeId(frames, offset),
                position,
                FrameFlyweight.correlationId(frames, offset));
        int to = at + HEADER_LENGTH;
        int from = offset;
        for (int left = payloadLength; left > 0; ) {
            int length = FrameFlyweight.frameLength(frames, from) - HEADER_LENGTH;
            batch.put(to, frames, from + HEADER_LENGTH, length);
            to += length;
            left -= length;
            from += FrameDescriptor.align(length + HEADER_LENGTH);
        }
        while (to < at + span) {
            batch.put(to++, (byte) 0);
        }
        batchLength = at + span;
        batchMessages++;
        batchRingTo = ringTo;
    }

    /** Writes what has gathered as one entry. */
    void flush() {
        if (batchMessages == 0) {
            return;
        }
        int length = batchLength;
        begin(8);
        out.raw(FRAMES).word(batchBytes, 0, length);
        out.raw(COUNT).word(batchMessages).raw(POS).word(batchFrom).raw(epochField);
        pending.add(Pending.ENTRY, batchFrom, batchFrom + length, batchRingTo, batchMessages);
        batchMessages = 0;
    }

    /** What has gathered is given up. */
    void reset() {
        batchMessages = 0;
    }
}
