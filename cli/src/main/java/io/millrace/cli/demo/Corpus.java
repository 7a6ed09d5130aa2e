// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A text in memory and where its lines are. Immutable. */
final class Corpus {
    private static final String SHIPPED = "/io/millrace/examples/corpus.txt";

    private final String name;
    private final byte[] text;
    private final int[] starts;

    private Corpus(String name, byte[] text) {
        this.name = name;
        this.text = text;
        this.starts = starts(text);
        if (lines() == 0) {
            throw CliException.usage(name + " is empty", "give a file with at least one line");
        }
    }

    /** The given file, or the text that comes with the examples. */
    static Corpus of(@Nullable Path file) throws IOException {
        if (file != null) {
            return new Corpus(file.toString(), Files.readAllBytes(file));
        }
        try (InputStream in = Corpus.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw CliException.failure("no " + SHIPPED + " on the class path", "give a text with --file");
            }
            return new Corpus("corpus.txt", in.readAllBytes());
        }
    }

    static Corpus of(String name, byte[] text) {
        return new Corpus(name, text);
    }

    String name() {
        return name;
    }

    byte[] text() {
        return text;
    }

    int lines() {
        return starts.length - 1;
    }

    int offset(int line) {
        return starts[line];
    }

    /** Without its line feed. */
    int length(int line) {
        return starts[line + 1] - starts[line] - 1;
    }

    int longestLine() {
        int longest = 0;
        for (int line = 0; line < lines(); line++) {
            longest = Math.max(longest, length(line));
        }
        return longest;
    }

    // The start of each line, then that of the one there would be after the last, whose line feed may be missing.
    private static int[] starts(byte[] text) {
        int[] starts = new int[1 + text.length / 32];
        int count = 1;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n' || i == text.length - 1) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = text[i] == '\n' ? i + 1 : i + 2;
            }
        }
        return Arrays.copyOf(starts, count);
    }
}
