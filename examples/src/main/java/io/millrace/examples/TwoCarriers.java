// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.pipeline.Pipeline;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One ring goes out to a neighbour over a Unix socket and to another host over TCP, each at its own pace. */
public final class TwoCarriers {
    private TwoCarriers() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException, InterruptedException {
        run(System.out);
    }

    static void run(PrintStream out) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("millrace");
        CountDownLatch near = new CountDownLatch(1000);
        CountDownLatch far = new CountDownLatch(1000);
        try (Millrace millrace = Millrace.create()) {
            Endpoint neighbour = millrace.listen("uds://" + directory.resolve("tee.sock"));
            neighbour.subscribe("prices", message -> near.countDown());
            Endpoint elsewhere = millrace.listen("tcp://127.0.0.1:0");
            elsewhere.subscribe("prices", message -> far.countDown());

            Pipeline tee = millrace.pipeline("tee")
                    .to(millrace.connect(neighbour.uri()), "prices")
                    .to(millrace.connect(elsewhere.uri()), "prices")
                    .start();
            for (int i = 0; i < 1000; i++) {
                tee.input().publish("price " + i);
            }
            out.println("near: " + near.await(5, TimeUnit.SECONDS) + ", far: " + far.await(5, TimeUnit.SECONDS));
            out.println("acknowledged by both: " + tee.drain(Duration.ofSeconds(5)));
        } finally {
            Files.deleteIfExists(directory.resolve("tee.sock"));
            Files.delete(directory);
        }
    }
}
