// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.io.PrintStream;
import java.time.Duration;

/** The smallest program: one side listens and subscribes, the other connects and publishes. */
public final class PublishSubscribe {
    private PublishSubscribe() {}

    /** Runs the example. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (Millrace millrace = Millrace.create()) {
            // Port 0 takes a free one; server.uri() says which.
            Endpoint server = millrace.listen("tcp://127.0.0.1:0");
            server.subscribe("orders", message -> out.println("received " + message.asString()));

            // Usually in another process. It returns at once; what is published meanwhile waits in the ring.
            Endpoint client = millrace.connect(server.uri());
            Publication orders = client.publication("orders");
            orders.publish("42 apples");
            orders.publish("7 pears");

            // Acknowledged means processed: the handler above has returned from both.
            boolean done = orders.drain(Duration.ofSeconds(5));
            out.println("acknowledged: " + done);
        }
    }
}
