// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import static io.millrace.pipeline.Stage.stage;

import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.pipeline.Pipeline;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three threads send orders; a journal and a book see each in place, a report comes behind both. No transport. */
public final class OrderBook {
    private static final int ORDERS = 10_000;

    private OrderBook() {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        run(System.out);
    }

    static void run(PrintStream out) throws InterruptedException {
        long[] journal = {0};
        long[] book = {0, 0}; // bought, sold
        long[] report = {0};
        try (Millrace millrace = Millrace.create();
                Pipeline orders = millrace.pipeline("orders")
                        .parallel(
                                stage("journal", (order, stage) -> journal[0]++),
                                stage("book", (order, stage) -> book[order.getInt(0)] += order.getLong(8)))
                        .stage("report", (order, stage) -> report[0]++)
                        .start()) {
            List<Thread> traders = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                traders.add(new Thread(() -> trade(orders.input())));
                traders.get(t).start();
            }
            for (Thread trader : traders) {
                trader.join();
            }
            out.println("all done: " + orders.drain(Duration.ofSeconds(10)));
            out.println("journal " + journal[0] + ", bought " + book[0] + ", sold " + book[1]);
            out.println("report " + report[0]);
        }
    }

    private static void trade(Publication input) {
        ByteBuffer order = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ORDERS; i++) {
            order.putInt(0, i % 2).putLong(8, 5);
            input.publish(order, 0, 16, Duration.ofSeconds(5));
        }
    }
}
