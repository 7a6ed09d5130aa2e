// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link CrowdMain} in a JVM of its own. Close it to end it. */
final class CrowdProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;
    private final int port;

    private CrowdProcess(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CrowdMain.class.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        port = Integer.parseInt(next(CrowdMain.READY));
    }

    /** A plain server that accepts and reads, and does nothing else. */
    static CrowdProcess sink() throws IOException {
        return new CrowdProcess("sink");
    }

    /** Strangers at a port; they begin when this returns. */
    static CrowdProcess crowd(int port, int silent, int noisy) throws IOException {
        return new CrowdProcess("crowd", Integer.toString(port), Integer.toString(silent), Integer.toString(noisy));
    }

    int port() {
        return port;
    }

    private String next(String head) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(head)) {
                return line.substring(head.length());
            }
        }
        throw new IOException("the process has ended before it said " + head);
    }

    /** Ends it; how many of the silent had been closed by then. */
    int end() throws IOException {
        process.getOutputStream().close();
        return Integer.parseInt(next(CrowdMain.CLOSED));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
