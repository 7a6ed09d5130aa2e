// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.CliException;
import io.millrace.cli.Console;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A child's line to its parent: orders come from standard input, notes go to standard output. Thread-safe. When the
 * parent is gone the input ends, which counts as an order to stop, so that no child outlives it.
 */
final class Parent implements LifecycleListener {
    /** To the publisher: connect to the URI that follows, and begin. */
    static final String CONNECT = "connect ";
    /** To the publisher: no more new messages. */
    static final String STOP = "stop";
    /** To the subscriber: the publisher has ended, so tell what has come. */
    static final String FINISH = "finish";

    private static final String GONE = "gone";

    private final Console console;
    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    private volatile boolean stopped;
    private volatile boolean gone;

    Parent(Console console) {
        this.console = console;
        Thread reader = new Thread(this::read, "demo-orders");
        reader.setDaemon(true);
        reader.start();
    }

    void tell(Note note) {
        console.out().println(note.line());
    }

    @Override
    public void onEvent(LifecycleEvent event) {
        tell(Note.of(Note.EVENT, "kind", event.kind(), "at", System.nanoTime(), "text", event));
    }

    /** Waits for an order that starts so, and returns the rest of it. */
    String await(String order) {
        try {
            while (true) {
                String next = orders.take();
                if (next.startsWith(order)) {
                    return next.substring(order.length());
                }
                if (next.equals(GONE) || next.equals(STOP)) {
                    throw CliException.failure("the demo ended before it said '" + order.strip() + "'", "");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failure("interrupted", "");
        }
    }

    /** No more new messages. */
    boolean saysStop() {
        return stopped;
    }

    /** Nobody is interested in anything any more. */
    boolean isGone() {
        return gone;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(STOP)) {
                    stopped = true;
                }
                orders.add(line);
            }
        } catch (IOException e) {
            // as good as its end
        }
        stopped = true;
        gone = true;
        orders.add(GONE);
    }
}
