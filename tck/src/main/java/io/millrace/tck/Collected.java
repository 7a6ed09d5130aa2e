// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.ProtocolException;
import io.millrace.spi.frame.FrameCursor;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.log.EntrySink;
import io.millrace.spi.log.LogEntry;
import io.millrace.spi.log.LogReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the numbers of the messages that it is handed, as {@link Frames16} writes them, up to as many as it takes. */
final class Collected implements EntrySink {

    private final List<Long> numbers = new ArrayList<>();
    private final FrameCursor cursor = new FrameCursor(1 << 20);
    private int most;
    private final List<String> losses = new ArrayList<>();
    private boolean lossy;
    private int rejected;
    private long mostDeliveries;

    Collected() {
        this(Integer.MAX_VALUE);
    }

    /** Takes what is told as lost for what is to be told. */
    static Collected expectingLoss() {
        Collected sink = new Collected();
        sink.lossy = true;
        return sink;
    }

    /** Takes so many, and then leaves entries where they are. */
    Collected(int most) {
        this.most = most;
    }

    void takeMore() {
        most = Integer.MAX_VALUE;
    }

    /** Reads until so many are here, or none come for long. */
    void read(LogReader reader, int wanted, Duration patience) {
        long startNs = System.nanoTime();
        while (numbers.size() < wanted && System.nanoTime() - startNs < patience.toNanos()) {
            try {
                reader.read(this, 50_000_000);
            } catch (MillraceException lost) {
                reader.connect(this);
            }
        }
    }

    @Override
    public boolean onEntry(LogEntry entry) {
        if (numbers.size() >= most) {
            return false;
        }
        cursor.wrap(entry.buffer(), entry.offset(), entry.length());
        while (cursor.next()) {
            numbers.add(entry.buffer().getLong(cursor.offset() + FrameDescriptor.HEADER_LENGTH));
        }
        if (cursor.remainingLength() != 0) {
            throw new ProtocolException(ErrorCode.BAD_ENTRY, "entry " + entry.id() + " ends inside a frame", "");
        }
        mostDeliveries = Math.max(mostDeliveries, entry.deliveries());
        return true;
    }

    @Override
    public void rejected(String id, MillraceException cause, String outcome) {
        rejected++;
    }

    @Override
    public void lost(String detail, @Nullable MillraceException cause) {
        if (!lossy) {
            throw new AssertionError("told as lost: " + detail, cause);
        }
        losses.add(detail);
    }

    List<String> losses() {
        return losses;
    }

    List<Long> numbers() {
        return numbers;
    }

    int rejected() {
        return rejected;
    }

    long mostDeliveries() {
        return mostDeliveries;
    }
}
