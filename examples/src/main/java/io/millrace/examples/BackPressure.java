// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A subscriber that does not keep up: the publisher is told so, decides what to do, and nothing is lost. */
public final class BackPressure {
    private BackPressure() {}

    /** Runs the example. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        try (Millrace subscribing = Millrace.create();
                Millrace publishing = Millrace.create()) {
            Endpoint server = subscribing.listen("tcp://127.0.0.1:0");
            server.subscribe("readings", message -> {
                goOn.await(); // a handler that takes its time
                handled.incrementAndGet();
            });

            // A small ring, so that it is full soon. What is in it is gone only when the subscriber has processed it.
            Publication readings =
                    publishing.connect(server.uri() + "?ring=64k").publication("readings");
            byte[] reading = new byte[1000];
            int accepted = 0;
            while (readings.offer(reading, 0, reading.length) == OfferStatus.ACCEPTED) {
                accepted++;
            }
            OfferStatus status = readings.offer(reading, 0, reading.length);
            out.println("the ring took some readings, then said " + status);

            goOn.countDown();
            readings.publish(reading); // waits until there is room
            boolean drained = readings.drain(Duration.ofSeconds(5));
            out.println("drained: " + drained + ", lost: " + (accepted + 1 - handled.get()));
        }
    }
}
