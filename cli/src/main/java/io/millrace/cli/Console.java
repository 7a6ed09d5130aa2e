// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a command reads and writes: data on {@code data} and {@code out}, which are the same stream, everything else on
 * {@code err}. Made once per process by {@link Main}, or by a test with streams in memory. Any thread may print; the
 * process owns the streams, commands never close them.
 *
 * @param in standard input
 * @param data standard output as bytes, unbuffered, with its errors
 * @param out standard output as text
 * @param err progress, notes and errors
 * @param outTerminal a person looks at standard output
 * @param errTerminal a person looks at standard error
 */
public record Console(
        InputStream in, OutputStream data, PrintStream out, PrintStream err, boolean outTerminal, boolean errTerminal) {

    /** The process's own three streams. Text is UTF-8 whatever the locale says, because messages are. */
    static Console ofProcess() {
        OutputStream data = new FileOutputStream(FileDescriptor.out);
        PrintStream out = new PrintStream(data, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Console(new FileInputStream(FileDescriptor.in), data, out, err, isTerminal(1), isTerminal(2));
    }

    /** Streams in memory or in a pipe: nobody is looking. */
    static Console plain(InputStream in, OutputStream out, OutputStream err) {
        return new Console(
                in,
                out,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false);
    }

    // System.console() says nothing about one stream alone, and from JDK 22 on it is there without a terminal too.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return Runtime.version().feature() < 22 && System.console() != null;
        }
    }
}
