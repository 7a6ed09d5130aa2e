// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.cli.torture.Entry.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What one process has to say about one stream, in a mapped file: what is written is the kernel's at once, and so survives
 * {@code kill -9}. A message costs two stores, as long as it continues the entry before it; a line for each would cost more
 * than the message. Thread-safe: a handler writes, and the thread of the events.
 *
 * <p>64 bytes of header: entries (i64), messages (i64). Each entry 40 bytes: kind and mark (i32 each), run, from, to, the
 * time (i64 each).
 */
final class AccountFile {
    private static final int HEADER_BYTES = 64;
    private static final int ENTRIES_AT = 0;
    private static final int MESSAGES_AT = 8;
    private static final int ENTRY_BYTES = 40;
    private static final int MARK_AT = 4;
    private static final int RUN_AT = 8;
    private static final int FROM_AT = 16;
    private static final int TO_AT = 24;
    private static final int TIME_AT = 32;
    private static final long FILE_BYTES = 4 << 20;

    private final ByteBuffer bytes;
    private final int mostEntries;
    private int openAt;
    private long openRun;
    private long openTo;
    private boolean openMark;
    private long entries;
    private long messages;

    private AccountFile(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.mostEntries = (bytes.capacity() - HEADER_BYTES) / ENTRY_BYTES - 1;
    }

    /** A new one, for the process that writes it. */
    static AccountFile create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new AccountFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES));
        }
    }

    /** One message, of either side. */
    synchronized void message(Kind kind, long run, long counter, boolean redelivered) {
        if (openAt != 0 && counter == openTo && run == openRun && redelivered == openMark) {
            openTo = counter + 1;
            bytes.putLong(openAt + TO_AT, openTo);
        } else {
            add(new Entry(kind, run, counter, counter + 1, redelivered));
            openAt = entryAt(entries - 1);
            openRun = run;
            openTo = counter + 1;
            openMark = redelivered;
        }
        bytes.putLong(MESSAGES_AT, ++messages);
    }

    /** Something else; a message after it begins a new entry. */
    synchronized void mark(Kind kind, long run, long from, long to) {
        openAt = 0;
        add(new Entry(kind, run, from, to, false));
    }

    private void add(Entry entry) {
        if (entries > mostEntries) {
            return;
        }
        int at = entryAt(entries);
        // The last place says that there was no more.
        Kind kind = entries == mostEntries ? Kind.FULL : entry.kind();
        bytes.putInt(at, kind.code());
        bytes.putInt(at + MARK_AT, entry.redelivered() ? 1 : 0);
        bytes.putLong(at + RUN_AT, entry.run());
        bytes.putLong(at + FROM_AT, entry.from());
        bytes.putLong(at + TO_AT, entry.to());
        bytes.putLong(at + TIME_AT, System.currentTimeMillis());
        bytes.putLong(ENTRIES_AT, ++entries);
    }

    private static int entryAt(long index) {
        return HEADER_BYTES + (int) index * ENTRY_BYTES;
    }

    /** Messages so far, of a file that another process may be writing; 0 if it is not there yet. */
    static long messages(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) >= HEADER_BYTES
                ? read(file, HEADER_BYTES).getLong(MESSAGES_AT)
                : 0;
    }

    /** The whole account. */
    static List<Entry> entries(Path file) throws IOException {
        ByteBuffer header = read(file, HEADER_BYTES);
        long count = header.getLong(ENTRIES_AT);
        ByteBuffer all = read(file, entryAt(count));
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            int at = entryAt(i);
            entries.add(new Entry(
                    Kind.of(all.getInt(at)),
                    all.getLong(at + RUN_AT),
                    all.getLong(at + FROM_AT),
                    all.getLong(at + TO_AT),
                    all.getInt(at + MARK_AT) != 0));
        }
        return entries;
    }

    private static ByteBuffer read(Path file, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
                // until it is there
            }
        }
        return bytes;
    }
}
