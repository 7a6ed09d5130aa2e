// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import io.millrace.bench.node.NodeConfig;
import io.millrace.bench.node.NodeLine;
import io.millrace.bench.node.NodeMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node as the driver sees it: lines out, lines in. Used by the driver's thread, which closes it. */
final class NodeProcess implements AutoCloseable {
    private static final String END_OF_FILE = "";
    private static final long EXIT_TIMEOUT_S = 5;

    private final String label;
    private final Process process;
    private final PrintWriter toNode;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private NodeProcess(String label, Process process, PrintStream err) {
        this.label = label;
        this.process = process;
        toNode = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        daemon(() -> pump(process.getInputStream(), lines::add));
        daemon(() -> pump(process.getErrorStream(), line -> {
            if (!line.isEmpty()) {
                err.println("  [" + label + "] " + line);
            }
        }));
    }

    static NodeProcess start(NodeConfig config, Launch launch, PrintStream err) throws IOException {
        List<String> command = new ArrayList<>(launch.command());
        command.add(NodeMain.class.getName());
        command.addAll(config.toArguments());
        String label =
                config.settings().system() + ' ' + config.role().toString().toLowerCase(java.util.Locale.ROOT);
        return new NodeProcess(label, new ProcessBuilder(command).start(), err);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "node-output");
        thread.setDaemon(true);
        thread.start();
    }

    private static void pump(InputStream stream, java.util.function.Consumer<String> sink) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                sink.accept(line);
            }
        } catch (IOException e) {
            // The process is gone; the empty line below says so.
        }
        sink.accept(END_OF_FILE);
    }

    long pid() {
        return process.pid();
    }

    void say(String line) {
        toNode.println(line);
    }

    /** The next line, which is not FAILED. */
    String nextLine(double timeoutSeconds) throws InterruptedException, RunFailedException {
        String line = lines.poll((long) (timeoutSeconds * 1e3), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new RunFailedException(label + ": said nothing for " + timeoutSeconds + " s");
        }
        if (line.equals(END_OF_FILE)) {
            throw new RunFailedException(label + ": ended before it had reported");
        }
        if (line.startsWith(NodeLine.FAILED)) {
            throw new RunFailedException(
                    label + ": " + line.substring(NodeLine.FAILED.length()).strip());
        }
        return line;
    }

    /** What follows {@code word} in the next line. */
    String await(String word, double timeoutSeconds) throws InterruptedException, RunFailedException {
        String line = nextLine(timeoutSeconds);
        if (!line.startsWith(word)) {
            throw new RunFailedException(label + ": said '" + line + "' instead of " + word);
        }
        return line.substring(word.length()).strip();
    }

    @Override
    public void close() {
        say(NodeLine.EXIT);
        try {
            if (!process.waitFor(EXIT_TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
