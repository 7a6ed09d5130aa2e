// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A few numbers that one thread writes and any thread reads. In a file they are seen by other processes, and outlive a
 * writer that was killed.
 */
final class Board {
    /** The numbers, and where they lie. */
    enum Field {
        HANDLED(0),
        FIRST(8),
        NEXT(16),
        LOST(24),
        REPEATED(32),
        REDELIVERED(40),
        UNFLAGGED(48),
        RUN(56),
        RUNS(64),
        PUBLISHED(72),
        /** Messages handled when SESSION_RESTARTED was seen, plus one; 0 before. */
        RESTARTED_AT(80);

        private final int offset;

        Field(int offset) {
            this.offset = offset;
        }
    }

    private static final int BYTES = Field.values().length * Long.BYTES;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer numbers;

    private Board(ByteBuffer numbers) {
        this.numbers = numbers;
    }

    static Board inMemory() {
        return new Board(ByteBuffer.allocateDirect(BYTES));
    }

    static Board inFile(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Board(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        }
    }

    long get(Field field) {
        return (long) LONG.getAcquire(numbers, field.offset);
    }

    void set(Field field, long value) {
        LONG.setRelease(numbers, field.offset, value);
    }

    void add(Field field, long value) {
        set(field, get(field) + value);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Field field : Field.values()) {
            text.append(field.name()).append('=').append(get(field)).append(' ');
        }
        return text.toString();
    }
}
