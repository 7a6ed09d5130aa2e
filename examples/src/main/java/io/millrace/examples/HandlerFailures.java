// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Endpoint;
import io.millrace.FailurePolicy;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.Subscription;
import io.millrace.SubscriptionOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A handler that fails: twice tried again, then the message goes to the dead letters, and the stream goes on. */
public final class HandlerFailures {
    private HandlerFailures() {}

    /** Runs the example. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        AtomicInteger hiccups = new AtomicInteger(1);
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("tcp://127.0.0.1:0");
            FailurePolicy policy = FailurePolicy.deadLetter((message, cause, attempts) ->
                            out.println("dead letter after " + attempts + " attempts: " + message.asString()))
                    .afterRetries(2, Duration.ofMillis(10));
            SubscriptionOptions options =
                    SubscriptionOptions.builder().onFailure(policy).build();
            Subscription orders = server.subscribe("orders", options, message -> {
                int quantity = Integer.parseInt(message.asString()); // throws on what is no number, each time
                if (quantity == 7 && hiccups.getAndDecrement() > 0) {
                    throw new IllegalStateException("the database is away, for a moment");
                }
                out.println("ordered " + quantity);
            });

            Publication publication = millrace.connect(server.uri()).publication("orders");
            publication.publish("42");
            publication.publish("many");
            publication.publish("7");
            publication.drain(Duration.ofSeconds(5));
            out.println("handled " + orders.handled() + ", dead letters " + orders.deadLettered());
        }
    }
}
