// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent;
import java.io.PrintStream;
import java.time.Duration;

/** A subscriber that goes away and comes back: the events tell it, and the messages wait for it meanwhile. */
public final class ReconnectEvents {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    private ReconnectEvents() {}

    /** Runs the example. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (Millrace publishing =
                        Millrace.builder().listener(event -> print(event, out)).build();
                Millrace subscribing = Millrace.create()) {
            Endpoint first = listen(subscribing, "tcp://127.0.0.1:0", out);
            EndpointUri uri = first.uri();
            Publication news = publishing.connect(uri).publication("news");
            news.publish("all is well");
            news.drain(LONG_ENOUGH);

            first.close();
            news.publish("this one waits in the ring");
            listen(subscribing, uri.toString(), out);
            news.drain(LONG_ENOUGH);
        }
    }

    private static Endpoint listen(Millrace millrace, String uri, PrintStream out) {
        Endpoint endpoint = millrace.listen(uri);
        endpoint.subscribe("news", message -> out.println("received: " + message.asString()));
        return endpoint;
    }

    // On the runtime's event thread, in the order in which it happened.
    private static void print(LifecycleEvent event, PrintStream out) {
        if (event.to() != null) {
            out.println("state: " + event.from() + " -> " + event.to());
        }
    }
}
