// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.gate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs a command to its end. Used by one thread. */
final class Shell {
    private Shell() {}

    /** Returns what it printed; if it fails, that is in the exception. */
    static String run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalArgumentException(
                    "'" + String.join(" ", command) + "' failed with exit code " + code + ":\n" + output);
        }
        return output;
    }
}
