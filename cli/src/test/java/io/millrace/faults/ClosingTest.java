// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Closing releases every blocked caller, whatever blocks it, within bounds. */
final class ClosingTest {
    private static final String FULL_SOON = "?ring=64k&window=16k&drain-timeout=200ms&publish-timeout=30s";
    private static final Duration GOODBYES = Duration.ofMillis(200 + 1_000 + 500);
    private static final Duration STUCK_GOODBYES = Duration.ofMillis(200 + 5_000 + 1_000 + 500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch stuck = new CountDownLatch(1);

    @Test
    void releasesAPublisherWithNobodyThere() throws Exception {
        try (Millrace millrace = Millrace.create()) {
            Endpoint client = millrace.connect("tcp://127.0.0.1:1" + FULL_SOON);
            Publication numbers = client.publication("numbers");
            CompletableFuture<MillraceException> publisher = publishUntilRefused(numbers);
            CompletableFuture<Boolean> drain = inBackground(() -> numbers.drain(Duration.ofSeconds(30)));
            CompletableFuture<Boolean> drainAll = inBackground(() -> client.drain(Duration.ofSeconds(30)));

            assertClosesWithin(GOODBYES, client);
            assertThat(get(publisher).code()).isEqualTo(ErrorCode.CLOSED);
            assertThat(get(drain)).isFalse();
            assertThat(get(drainAll)).isFalse();
        }
    }

    @Test
    void releasesAPublisherWhosePeerIsStuck() throws Exception {
        Millrace far = Millrace.create();
        Endpoint server = far.listen("tcp://127.0.0.1:0" + FULL_SOON);
        server.subscribe("numbers", message -> hang());
        try (Millrace near = Millrace.create()) {
            Endpoint client = near.connect(server.uri());
            Publication numbers = client.publication("numbers");
            CompletableFuture<MillraceException> publisher = publishUntilRefused(numbers);
            CompletableFuture<Boolean> drain = inBackground(() -> numbers.drain(Duration.ofSeconds(30)));
            await(stuck);

            assertClosesWithin(GOODBYES, client);
            assertThat(get(publisher).code()).isEqualTo(ErrorCode.CLOSED);
            assertThat(get(drain)).isFalse();
            assertClosesWithin(STUCK_GOODBYES, far);
            assertThat(server.state()).isNotEqualTo(LinkState.CLOSED);
        } finally {
            release.countDown();
        }
        Await.until(PATIENCE, "closed after all", server::toString, () -> server.state() == LinkState.CLOSED);
    }

    @Test
    void mayBeCalledFromAHandler() {
        try (Millrace far = Millrace.create();
                Millrace near = Millrace.create()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0");
            server.subscribe("numbers", message -> server.close());
            Endpoint client = near.connect(server.uri());
            client.publication("numbers").publish("close");
            Await.until(PATIENCE, "closed", server::toString, () -> server.state() == LinkState.CLOSED);
        }
    }

    @Test
    void ofTheRuntimeMayBeCalledFromAHandler() {
        Millrace far = Millrace.create();
        try (Millrace near = Millrace.create()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0");
            server.subscribe("numbers", message -> far.close());
            near.connect(server.uri()).publication("numbers").publish("close");
            Await.until(PATIENCE, "closed", server::toString, () -> server.state() == LinkState.CLOSED);
        } finally {
            far.close();
        }
    }

    private void hang() throws InterruptedException {
        stuck.countDown();
        assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    private static void assertClosesWithin(Duration bound, AutoCloseable endpoint) throws Exception {
        long startNs = System.nanoTime();
        endpoint.close();
        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(bound);
    }

    private static CompletableFuture<MillraceException> publishUntilRefused(Publication numbers) {
        byte[] message = new byte[1_000];
        CompletableFuture<MillraceException> refused = inBackground(() -> {
            while (true) {
                try {
                    numbers.publish(message);
                } catch (MillraceException e) {
                    return e;
                }
            }
        });
        Await.until(
                PATIENCE, "full ring", numbers::position, () -> numbers.position() - numbers.acknowledged() > 60_000);
        return refused;
    }

    private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> result.complete(work.get()), "blocked-caller");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(2, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
