// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import io.millrace.error.PublicationException;
import io.millrace.spi.frame.FrameCursor;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.HeaderRules;
import io.millrace.spi.log.LogEntry;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Hands the entries of a log up, message by message, and waits where a handler wants one again. Knows how far each epoch of
 * the stream is, unless others of a group share it: what comes a second time is dropped, what is missing is told. The
 * subscription's thread; the counters may be read on any, a little late.
 */
public final class EntryHandUp {

    private static final long RETRY_NAP_NS = 1_000_000;

    /** Epochs that are remembered: one for each publication that has ever appended, the latest used of them. */
    private static final int MAX_EPOCHS = 4096;

    private final Subscriber subscriber;
    private final MessageView view;
    private final Delivery delivery;
    private final FrameCursor cursor;
    private final boolean alone;
    private final long paceNs;
    private final Consumer<String> gaps;

    @SuppressWarnings("serial") // never written anywhere
    private final Map<Long, Progress> epochs = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Progress> eldest) {
            return size() > MAX_EPOCHS;
        }
    };

    private Progress present = new Progress(0);
    private long dueNs;
    private boolean paced;
    private long duplicates;
    private long rejected;

    private static final class Progress {
        static final int MAX_HOLES = 64;
        final long epoch;
        long expected = -1;

        /** From and to, in turn: a broker that had no room for a while may still get what is missing. */
        final ArrayDeque<long[]> holes = new ArrayDeque<>();

        void hole(long from, long to) {
            if (holes.size() == MAX_HOLES) {
                holes.removeFirst();
            }
            holes.add(new long[] {from, to});
        }

        /** True, once, of a position that was missing. */
        boolean fills(long position, int length) {
            for (long[] hole : holes) {
                if (position >= hole[0] && position < hole[1]) {
                    hole[0] = position + length;
                    return true;
                }
            }
            return false;
        }

        Progress(long epoch) {
            this.epoch = epoch;
        }
    }

    /**
     * For one subscription.
     *
     * @param alone true if it reads the whole stream, and not as a member of a group
     * @param maxRate messages a second at most; 0 for as many as there are
     * @param maxMessage largest payload that is taken, in bytes
     * @param gaps is told what is missing
     */
    public EntryHandUp(Subscriber subscriber, boolean alone, double maxRate, long maxMessage, Consumer<String> gaps) {
        this.subscriber = subscriber;
        this.alone = alone;
        this.paceNs = maxRate <= 0 ? 0 : (long) (1e9 / maxRate);
        this.gaps = gaps;
        this.view = new MessageView(subscriber.stream(), 0, EntryHandUp::noReply);
        this.delivery = new Delivery(view, maxMessage, 0);
        this.cursor = new FrameCursor((int) Math.min(
                FrameDescriptor.MAX_FRAME, maxMessage + FrameDescriptor.HEADER_LENGTH + FrameDescriptor.ALIGNMENT));
    }

    private static Publication noReply() {
        throw new PublicationException(
                ErrorCode.NOT_CONNECTED,
                "a message out of a log has no session to answer on",
                "answer on a stream of its own, with the request's correlation id");
    }

    /**
     * Hands an entry up.
     *
     * @return false if the subscription has come to its end before the entry was done with
     * @throws ProtocolException if its frames make no sense; then nothing of it was handed up
     */
    public boolean handUp(LogEntry entry) {
        check(entry);
        view.of(entry);
        Progress progress = progress(entry);
        ByteBuffer frames = entry.buffer();
        int end = entry.offset() + entry.length();
        for (int offset = entry.offset(); offset < end; ) {
            int frameLength = FrameFlyweight.frameLength(frames, offset);
            int aligned = FrameDescriptor.align(frameLength);
            if (isNew(entry, progress, frames, offset, aligned)) {
                if (!handUp(frames, offset, frameLength, aligned)) {
                    return false;
                }
            } else {
                duplicates++;
            }
            offset += aligned;
        }
        return true;
    }

    private void check(LogEntry entry) {
        ByteBuffer frames = entry.buffer();
        cursor.wrap(frames, entry.offset(), entry.length());
        while (cursor.next()) {
            int offset = cursor.offset();
            HeaderRules.check(frames, offset);
            if (!FrameDescriptor.isStreamKind(FrameFlyweight.kind(frames, offset))
                    || FrameFlyweight.kind(frames, offset) == FrameDescriptor.KIND_PAD
                    || !FragmentRules.isWhole(FrameFlyweight.flags(frames, offset))) {
                throw bad(entry, "holds a frame that is no whole message");
            }
        }
        if (cursor.remainingLength() != 0 || entry.length() == 0) {
            throw bad(entry, "ends inside a frame");
        }
    }

    private static ProtocolException bad(LogEntry entry, String what) {
        return new ProtocolException(
                ErrorCode.BAD_ENTRY, "entry " + entry.id() + " " + what, "see who else appends to this stream");
    }

    private Progress progress(LogEntry entry) {
        if (present.epoch != entry.epoch()) {
            present = epochs.computeIfAbsent(entry.epoch(), Progress::new);
        }
        return present;
    }

    private boolean isNew(LogEntry entry, Progress progress, ByteBuffer frames, int offset, int aligned) {
        if (!alone || entry.position() < 0) {
            return true;
        }
        long position = FrameFlyweight.position(frames, offset);
        long expected = progress.expected;
        if (position < expected) {
            return progress.fills(position, aligned);
        }
        if (expected >= 0 && position > expected) {
            progress.hole(expected, position);
            gaps.accept("positions " + expected + " to " + position + " of epoch " + Long.toHexString(progress.epoch)
                    + " are missing before entry " + entry.id() + ": the stream was trimmed past this reader, or the"
                    + " broker had no room and they come later");
        }
        progress.expected = position + aligned;
        return true;
    }

    private boolean handUp(ByteBuffer frames, int offset, int frameLength, int aligned) {
        if (paceNs > 0 && !pace()) {
            return false;
        }
        if (subscriber.isClosed()) {
            return false;
        }
        boolean done = delivery.message(subscriber, frames, offset, frameLength, aligned);
        while (!done) {
            if (subscriber.isClosed()) {
                return false;
            }
            if (delivery.mayRetry(System.nanoTime())) {
                done = delivery.messageAgain(subscriber, frames, offset, frameLength, aligned);
            }
            if (!done) {
                LockSupport.parkNanos(this, RETRY_NAP_NS);
                Thread.interrupted();
            }
        }
        return true;
    }

    private boolean pace() {
        long nowNs = System.nanoTime();
        if (!paced || nowNs - dueNs > 1_000_000_000) {
            paced = true;
            dueNs = nowNs;
        }
        while (nowNs < dueNs && !subscriber.isClosed()) {
            LockSupport.parkNanos(this, Math.min(dueNs - nowNs, 50 * RETRY_NAP_NS));
            Thread.interrupted();
            nowNs = System.nanoTime();
        }
        dueNs += paceNs;
        return !subscriber.isClosed();
    }

    /** An entry was passed over. */
    public void rejected() {
        rejected++;
    }

    /** Messages that came a second time and were dropped. */
    public long duplicates() {
        return duplicates;
    }

    /** Entries that could not be understood, or were handed out too often. */
    public long rejectedEntries() {
        return rejected;
    }
}
