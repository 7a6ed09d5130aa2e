// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;

/** An event log in Redis: read from the start, go on after what was seen, replay without flooding. */
public final class EventLog {
    private EventLog() {}

    /** Runs the example; the argument is where Redis is, else a server is started. */
    public static void main(String[] args) throws InterruptedException {
        run(System.out, args.length > 0 ? args[0] : "redis:embedded");
    }

    static void run(PrintStream out, String uri) throws InterruptedException {
        try (Millrace millrace = Millrace.create()) {
            Publication account = millrace.connect(uri).publication("account-7");
            for (int amount : new int[] {100, -30, 5, -20}) {
                account.publish(Integer.toString(amount));
            }
            String[] bookmark = {""};
            int[] balance = {0};
            read(millrace, uri, SubscriptionOptions.builder().fromStart().build(), 2, (text, id) -> {
                balance[0] += Integer.parseInt(text);
                bookmark[0] = id;
            });
            out.println("balance after two events: " + balance[0]);

            // Another reader, perhaps days later, goes on behind it; no faster than its database likes.
            SubscriptionOptions replay = SubscriptionOptions.builder()
                    .fromId(bookmark[0])
                    .maxRate(100)
                    .build();
            read(millrace, uri, replay, 2, (text, id) -> balance[0] += Integer.parseInt(text));
            out.println("balance after all of them: " + balance[0]);
        }
    }

    private static void read(
            Millrace millrace, String uri, SubscriptionOptions from, int count, BiConsumer<String, String> event)
            throws InterruptedException {
        CountDownLatch left = new CountDownLatch(count);
        try (Endpoint endpoint = millrace.connect(uri)) {
            endpoint.subscribe("account-7", from, message -> {
                if (left.getCount() > 0) {
                    event.accept(message.asString(), message.entryId());
                    left.countDown();
                }
            });
            left.await();
        }
    }
}
