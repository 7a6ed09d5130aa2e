// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A node's line to the driver: standard input and output, a word and its arguments a line. Used by the node's main
 * thread. When the driver goes away, so does the process.
 */
final class NodeConsole {
    private final PrintStream out;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    NodeConsole(PrintStream out) {
        this.out = out;
        Thread thread = new Thread(this::read, "driver-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The same as end of file: nobody is left to report to.
        }
        Runtime.getRuntime().halt(1);
    }

    void say(String word, String argument) {
        out.println(NodeLine.of(word, argument));
        out.flush();
    }

    void result(String metric, double value) {
        say(NodeLine.RESULT, metric + ' ' + String.format(Locale.ROOT, "%.6f", value));
    }

    void result(String name, long value) {
        say(NodeLine.RESULT, name + ' ' + value);
    }

    /** Tells the driver that a phase begins or ends, and waits until the other side has taken note of it. */
    void mark(String phase) throws InterruptedException {
        say(NodeLine.MARK, phase);
        awaitLine(NodeLine.GO);
    }

    String nextLine() throws InterruptedException {
        return lines.take();
    }

    void awaitLine(String wanted) throws InterruptedException {
        String line = nextLine();
        if (!line.equals(wanted)) {
            throw new IllegalStateException("the driver said '" + line + "' instead of '" + wanted + "'");
        }
    }
}
