// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths of Unix domain sockets for a run, which go when the process ends. Any thread. */
public final class SocketPaths {
    private SocketPaths() {}

    /** A path at which nothing is yet, in a directory of its own. */
    public static Path fresh() {
        try {
            Path directory = Files.createTempDirectory("millrace-bench-");
            directory.toFile().deleteOnExit();
            Path path = directory.resolve("s");
            path.toFile().deleteOnExit();
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether what a receiver calls its address is one of these paths, and not a port. */
    public static boolean isPath(String address) {
        return address.startsWith("/");
    }
}
