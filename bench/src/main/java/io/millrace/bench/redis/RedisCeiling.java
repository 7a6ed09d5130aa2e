// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import io.millrace.bench.payload.PayloadSizes;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What redis-benchmark appends in a second, if it is installed: entries with the same fields, one after the other in a pipeline of
 * 256, and nobody who reads. A client written in C that looks at no answer: no library comes there. The driver's thread.
 */
public final class RedisCeiling {
    private static final String PIPELINE = "256";
    private static final int ENTRIES = 1_000_000;
    private static final Pattern RATE = Pattern.compile("\"([0-9]+\\.[0-9]+)\"");

    private RedisCeiling() {}

    /** One line about it, or why there is none. */
    public static String line(PayloadSizes sizes) throws IOException, InterruptedException {
        Optional<Path> program = installed();
        if (program.isEmpty()) {
            return "redis-benchmark is not installed: no ceiling";
        }
        int bytes = (int) sizes.meanBytes();
        try (RedisServer server = RedisServer.start()) {
            List<String> command = List.of(
                    program.orElseThrow().toString(),
                    "-p",
                    Integer.toString(server.port()),
                    "-c",
                    "1",
                    "-P",
                    PIPELINE,
                    "-n",
                    Integer.toString(ENTRIES),
                    "--csv",
                    "XADD",
                    "bench",
                    "*",
                    "data",
                    "x".repeat(bytes),
                    "pos",
                    Integer.toString(ENTRIES),
                    "epoch",
                    HandClient.EPOCH);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            Matcher rate = RATE.matcher(output);
            return rate.find()
                    ? String.format(
                            Locale.ROOT,
                            "ceiling %,.0f entries/s of %d bytes: redis-benchmark -P %s, appending only",
                            Double.parseDouble(rate.group(1)),
                            bytes,
                            PIPELINE)
                    : "redis-benchmark says no rate: " + output.strip();
        }
    }

    private static Optional<Path> installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "redis-benchmark"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
