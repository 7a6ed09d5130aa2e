// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.cli.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The input of {@code pub}: a stream once, or a file several times. One thread reads; any thread may ask how far it is.
 *
 */
final class LineSource {
    /** Opens the input anew for each pass. */
    @FunctionalInterface
    private interface Opener {
        InputStream open() throws IOException;
    }

    private final Opener opener;
    private final boolean closesStreams;
    private final int passes;
    private final long totalBytes;
    private volatile long readBytes;

    private LineSource(Opener opener, boolean closesStreams, int passes, long totalBytes) {
        this.opener = opener;
        this.closesStreams = closesStreams;
        this.passes = passes;
        this.totalBytes = totalBytes;
    }

    static LineSource of(InputStream in) {
        return new LineSource(() -> in, false, 1, -1);
    }

    static LineSource of(Path file, int passes) throws IOException {
        if (Files.isDirectory(file)) {
            throw CliException.usage(file + " is a directory", "name a file in it");
        }
        Files.newInputStream(file).close(); // says now that it cannot be read
        long bytes = Files.isRegularFile(file) ? Files.size(file) * passes : -1;
        return new LineSource(() -> Files.newInputStream(file), true, passes, bytes);
    }

    int passes() {
        return passes;
    }

    /** The input from its start, for the next pass. */
    InputStream open() throws IOException {
        return opener.open();
    }

    /** So many more bytes of it have been read. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void read(long bytes) {
        readBytes += bytes;
    }

    /** What part of the whole has been read, or -1 if the whole is not known. */
    double fraction() {
        return totalBytes <= 0 ? -1 : (double) readBytes / totalBytes;
    }

    /** Ends a pass. Standard input stays open: it is the process's. */
    void passEnded(InputStream in) throws IOException {
        if (closesStreams) {
            in.close();
        }
    }
}
