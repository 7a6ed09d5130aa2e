// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.compatibility;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A {@link WirePeer} in a JVM of its own, with the classes of one version. Close it to end it. */
final class WireProcess implements AutoCloseable {
    private static final long PATIENCE_S = 40;

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<String>> awaited = new ConcurrentHashMap<>();

    WireProcess(String classPath, String role, String uri, int count) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        WirePeer.class.getName(),
                        role,
                        uri,
                        Integer.toString(count))
                .redirectErrorStream(true)
                .start();
        Thread reader = new Thread(this::read, "reads-" + role);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                for (String word : List.of(WirePeer.READY, WirePeer.RESULT)) {
                    if (line.startsWith(word)) {
                        said(word).complete(line.substring(word.length()));
                    }
                }
            }
        } catch (IOException e) {
            lines.add("its output broke off: " + e);
        }
    }

    private CompletableFuture<String> said(String word) {
        return awaited.computeIfAbsent(word, key -> new CompletableFuture<>());
    }

    String await(String word) throws Exception {
        try {
            return said(word).get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("it did not say '" + word + "'; it said: " + this, e);
        }
    }

    boolean saw(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return String.join("\n  ", new ArrayList<>(lines));
    }
}
