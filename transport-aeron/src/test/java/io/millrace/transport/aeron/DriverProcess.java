// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A media driver in a JVM of its own, until it is closed. Its program is {@link #main}. */
final class DriverProcess implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;

    private DriverProcess(Process process) {
        this.process = process;
    }

    /** Returns when the driver is at work. */
    static DriverProcess start(Path directory) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DriverProcess.class.getName(),
                directory.toString());
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder before = new StringBuilder();
            for (String line = said.readLine(); !READY.equals(line); line = said.readLine()) {
                if (line == null) {
                    throw new IllegalStateException("the driver has ended: " + before);
                }
                before.append(line).append('\n');
            }
            return new DriverProcess(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a driver until the input ends. */
    public static void main(String[] args) throws IOException {
        try (AeronDriver driver = AeronDriver.start(Path.of(args[0]), "backoff")) {
            System.out.println(driver.isAlive() ? READY : "not alive");
            while (System.in.read() >= 0) {
                // Nothing is said to it
            }
        }
    }

    /** As somebody would who ends the program: the driver removes its directory. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
