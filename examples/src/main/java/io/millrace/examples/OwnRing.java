// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A slow handler with a ring and a thread of its own: its neighbours do not wait for it, and nothing is lost. */
public final class OwnRing {
    private OwnRing() {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        run(System.out);
    }

    static void run(PrintStream out) throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch alarms = new CountDownLatch(100);
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("tcp://127.0.0.1:0");
            SubscriptionOptions ownRing =
                    SubscriptionOptions.builder().ownRing(1 << 20).build();
            server.subscribe("reports", ownRing, message -> {
                goOn.await(); // a handler that takes its time; here it may
                out.println("reported " + message.asString());
            });
            server.subscribe("alarms", message -> alarms.countDown()); // on the I/O thread, as usual

            Endpoint client = millrace.connect(server.uri());
            Publication reports = client.publication("reports");
            reports.publish("the first quarter");
            Publication alarm = client.publication("alarms");
            for (int i = 0; i < 100; i++) {
                alarm.publish("smoke " + i);
            }
            boolean all = alarms.await(5, TimeUnit.SECONDS);
            out.println("all alarms while the report is still being written: " + all);

            goOn.countDown();
            // Acknowledged is what the handler has processed, not what was copied into its ring.
            out.println("acknowledged: " + reports.drain(Duration.ofSeconds(5)));
        }
    }
}
