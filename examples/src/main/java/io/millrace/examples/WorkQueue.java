// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import java.io.PrintStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A queue of work in Redis: each task goes to one of the workers, and is not lost with one that fails. */
public final class WorkQueue {
    private static final int TASKS = 20;

    private WorkQueue() {}

    /** Runs the example; the argument is where Redis is, else a server is started. */
    public static void main(String[] args) throws InterruptedException {
        run(System.out, args.length > 0 ? args[0] : "redis:embedded");
    }

    static void run(PrintStream out, String uri) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(TASKS);
        Set<String> results = new ConcurrentSkipListSet<>();
        try (Millrace millrace = Millrace.create()) {
            // A worker is usually a process; here each has an endpoint, with a name that it keeps across restarts.
            for (String name : new TreeSet<>(Set.of("worker-1", "worker-2"))) {
                Endpoint worker = millrace.connect(uri);
                SubscriptionOptions member = SubscriptionOptions.builder()
                        .group("resizers")
                        .consumer(name)
                        .build();
                worker.subscribe("images", member, image -> {
                    // Acknowledged when this returns. Repeats are possible when a worker dies, and marked: do it again.
                    results.add((image.isRedelivered() ? "again " : "") + image.asString());
                    done.countDown();
                });
            }
            Publication images = millrace.connect(uri).publication("images");
            for (int i = 0; i < TASKS; i++) {
                images.publish("image-%02d".formatted(i));
            }
            out.println("all done: " + done.await(20, TimeUnit.SECONDS) + ", each once: " + (results.size() == TASKS));
        }
    }
}
