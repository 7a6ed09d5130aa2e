// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.cli.CliException;
import io.millrace.cli.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits bytes at line feeds, and touches nothing else: what {@code sub} prints is what {@code pub} has read. A last line
 * without a line feed is a line too. For one thread. The caller closes the stream.
 */
final class LineReader {
    private static final int INITIAL_BYTES = 64 * 1024;

    private final InputStream source;
    private final int maxLineBytes;
    private byte[] buffer = new byte[INITIAL_BYTES];
    private int lineStart;
    private int lineEnd;
    private int next;
    private int limit;
    private boolean ended;
    private long lines;

    LineReader(InputStream source, int maxLineBytes) {
        this.source = source;
        this.maxLineBytes = maxLineBytes;
    }

    /** Goes on to the next line; false at the end. Blocks for input. */
    boolean next() throws IOException {
        lineStart = next;
        int scanFrom = next;
        while (true) {
            for (int i = scanFrom; i < limit; i++) {
                if (buffer[i] == '\n') {
                    return line(i, i + 1);
                }
            }
            if (ended) {
                return lineStart < limit && line(limit, limit);
            }
            int scanned = limit - lineStart;
            fill();
            scanFrom = lineStart + scanned;
        }
    }

    /** Holds the line from {@link #offset()} for {@link #length()} bytes, until the next call of {@link #next()}. */
    byte[] buffer() {
        return buffer;
    }

    int offset() {
        return lineStart;
    }

    int length() {
        return lineEnd - lineStart;
    }

    private boolean line(int end, int nextStart) {
        checkLength(end - lineStart);
        lineEnd = end;
        next = nextStart;
        lines++;
        return true;
    }

    private void fill() throws IOException {
        int partial = limit - lineStart;
        checkLength(partial);
        if (lineStart > 0) {
            System.arraycopy(buffer, lineStart, buffer, 0, partial);
            lineStart = 0;
            limit = partial;
        } else if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = source.read(buffer, limit, buffer.length - limit);
        ended = read < 0;
        limit += Math.max(0, read);
    }

    private void checkLength(int bytes) {
        if (bytes > maxLineBytes) {
            throw CliException.failure(
                    "line " + Figures.count(lines + 1) + " is longer than the largest message, "
                            + Figures.count(maxLineBytes) + " bytes",
                    "raise the ring option of the URI: a message may be as long as half of it");
        }
    }
}
