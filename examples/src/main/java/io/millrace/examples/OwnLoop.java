// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.ThreadingMode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** An application with a loop of its own turns the runtime in it: no other thread, so handlers need no locks. */
public final class OwnLoop {
    private static final int ROUNDS = 3;

    private int answered;

    private OwnLoop() {}

    /** Runs the example. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        new OwnLoop().loop(out);
    }

    private void loop(PrintStream out) {
        try (Millrace millrace =
                Millrace.builder().threading(ThreadingMode.INVOKER).build()) {
            Endpoint server = millrace.listen("tcp://127.0.0.1:0");
            Publication pongs = server.publication("pongs");
            server.subscribe("pings", message -> pongs.publish("re: " + message.asString()));

            Endpoint client = millrace.connect(server.uri());
            client.subscribe("pongs", message -> {
                out.println(message.asString());
                answered++; // on this thread, like everything else
            });
            Publication pings = client.publication("pings");
            int asked = 0;
            while (answered < ROUNDS) {
                if (asked == answered && offer(pings, "ping " + asked)) {
                    asked++;
                }
                if (millrace.doWork() == 0) {
                    Thread.onSpinWait(); // here an application does its own work
                }
            }
        }
        out.println("answered: " + answered);
    }

    private static boolean offer(Publication publication, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return publication.offer(bytes, 0, bytes.length) == OfferStatus.ACCEPTED;
    }
}
