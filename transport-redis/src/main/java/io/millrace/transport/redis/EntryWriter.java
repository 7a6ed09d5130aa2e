// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.args.RawableFactory;

/**
 * Puts messages into commands that append entries, in the form that the options ask for. In an entry each message is one frame,
 * whatever it was in the ring, and positions count those frames: nothing of PADs and fragments is left. One thread at a time.
 */
final class EntryWriter {

    private static final Rawable ANY_ID = RawableFactory.from("*");
    private static final Rawable ABOUT = RawableFactory.from("~");
    private static final Rawable POS = RawableFactory.from(EntryFields.POS);
    private static final Rawable DATA = RawableFactory.from(EntryFields.DATA);
    private static final Rawable FRAMES = RawableFactory.from(EntryFields.FRAMES);
    private static final Rawable COUNT = RawableFactory.from(EntryFields.COUNT);
    private static final Rawable EPOCH = RawableFactory.from(EntryFields.EPOCH);

    private final CommandBuffer out;
    private final Pending pending;
    private final boolean batching;
    private final long retainMs;
    private final Rawable key;
    private final long maxLength;
    private final Rawable epoch;

    private byte[] batchBytes = new byte[0];
    private ByteBuffer batch = ByteBuffer.wrap(batchBytes);
    private int batchLength;
    private long batchFrom;
    private int batchMessages;
    private long batchRingTo;

    /** With one writer: the epoch that it has drawn, and the number of its last entry; else 0. */
    private long ownHigh;

    private long ownLow;
    private long newestMs;

    EntryWriter(String key, long epoch, RedisSettings settings, CommandBuffer out, Pending pending) {
        this.out = out;
        this.pending = pending;
        this.batching = settings.entry() == EntryForm.BATCH;
        this.retainMs = settings.retainMs();
        this.key = RawableFactory.from(key);
        this.maxLength = settings.maxLength();
        this.epoch = RawableFactory.from(String.format("%016x", epoch));
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
        CommandArguments entry = begin();
        add(entry.add(DATA), payload(frames, offset, payloadLength));
        entry.add(POS).add(position).add(EPOCH).add(epoch);
        if (type != 0) {
            entry.add(EntryFields.TYPE).add(type);
        }
        if (correlation != 0) {
            entry.add(EntryFields.CORRELATION).add(correlation);
        }
        if (kind != FrameDescriptor.KIND_DATA) {
            entry.add(EntryFields.KIND).add(kind);
        }
        if (status != 0) {
            entry.add(EntryFields.STATUS).add(status);
        }
        if (headed) {
            entry.add(EntryFields.HEADERS).add(1);
        }
        out.command(entry);
        pending.add(Pending.ENTRY, position, position + span(payloadLength), ringTo, 1);
    }

    /** The command up to its fields. */
    private CommandArguments begin() {
        CommandArguments command = new CommandArguments(Protocol.Command.XADD).add(key);
        if (maxLength > 0) {
            command.add(Protocol.Keyword.MAXLEN).add(ABOUT).add(maxLength);
        } else if (retainMs > 0 && newestMs > 0) {
            command.add(Protocol.Keyword.MINID).add(ABOUT).add(Math.max(0, newestMs - retainMs));
        }
        return ownHigh > 0 ? command.add(new EntryId(ownHigh, ++ownLow)) : command.add(ANY_ID);
    }

    /** A word that is not copied: it is written before anything else happens to it. */
    private static void add(CommandArguments command, byte[] bytes) {
        command.add((Rawable) () -> bytes);
    }

    private static byte[] payload(ByteBuffer frames, int offset, int payloadLength) {
        byte[] payload = new byte[payloadLength];
        copy(frames, offset, payload, 0, payloadLength);
        return payload;
    }

    /** Of a frame, or of fragments that follow each other, what they carry. */
    private static void copy(ByteBuffer frames, int offset, byte[] target, int to, int payloadLength) {
        int at = offset;
        for (int done = 0; done < payloadLength; ) {
            int length = FrameFlyweight.frameLength(frames, at) - HEADER_LENGTH;
            frames.get(/* index= */ at + HEADER_LENGTH, target, /* offset= */ to + done, length);
            done += length;
            at += FrameDescriptor.align(length + HEADER_LENGTH);
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
            if (batchBytes.length != bytes) {
                // A run is mostly all of an entry, and mostly as long as the one before
                use(new byte[bytes]);
            }
        }
        if (batchBytes.length - batchLength < bytes) {
            use(Arrays.copyOf(batchBytes, Math.max(2 * batchBytes.length, batchLength + bytes)));
        }
    }

    private void use(byte[] bytes) {
        batchBytes = bytes;
        batch = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
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
        copy(frames, offset, batchBytes, to, payloadLength);
        Arrays.fill(batchBytes, to + payloadLength, at + span, (byte) 0);
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
        CommandArguments entry = begin();
        add(entry.add(FRAMES), length == batchBytes.length ? batchBytes : Arrays.copyOf(batchBytes, length));
        entry.add(COUNT).add(batchMessages).add(POS).add(batchFrom).add(EPOCH).add(epoch);
        out.command(entry);
        pending.add(Pending.ENTRY, batchFrom, batchFrom + length, batchRingTo, batchMessages);
        batchMessages = 0;
    }

    /** What has gathered is given up. */
    void reset() {
        batchMessages = 0;
    }
}
