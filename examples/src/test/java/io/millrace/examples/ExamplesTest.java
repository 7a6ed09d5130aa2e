// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs each example and looks at what it prints. */
class ExamplesTest {
    private static final int MOST_LINES = 60;

    @Test
    void publishSubscribe() {
        assertThat(output(PublishSubscribe::run))
                .containsExactly("received 42 apples", "received 7 pears", "acknowledged: true");
    }

    @Test
    void claimInPlace() {
        assertThat(output(ClaimInPlace::run))
                .containsExactly("type 7, price 10125, quantity 300", "acknowledged: true");
    }

    @Test
    void backPressure() {
        assertThat(output(BackPressure::run))
                .containsExactly("the ring took some readings, then said BACK_PRESSURED", "drained: true, lost: 0");
    }

    @Test
    void ownLoop() {
        assertThat(output(OwnLoop::run)).containsExactly("re: ping 0", "re: ping 1", "re: ping 2", "answered: 3");
    }

    @Test
    void reconnectEvents() {
        assertThat(output(ReconnectEvents::run))
                .containsSubsequence(
                        "state: CONNECTING -> UP",
                        "received: all is well",
                        "state: UP -> BACKOFF",
                        "state: CONNECTING -> UP",
                        "received: this one waits in the ring");
    }

    @Test
    void ownRing() {
        assertThat(output(out -> {
                    try {
                        OwnRing.run(out);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .containsExactly(
                        "all alarms while the report is still being written: true",
                        "reported the first quarter",
                        "acknowledged: true");
    }

    @Test
    void logEnrichment() {
        assertThat(output(out -> {
                    try {
                        LogEnrichment.run(out);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }))
                .containsExactly(
                        "4 words: INFO all is well", "6 words: WARN the disk is nearly full", "acknowledged: true");
    }

    @Test
    void orderBook() {
        assertThat(output(out -> {
                    try {
                        OrderBook.run(out);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .containsExactly("all done: true", "journal 30000, bought 75000, sold 75000", "report 30000");
    }

    @Test
    void twoCarriers() {
        assertThat(output(out -> {
                    try {
                        TwoCarriers.run(out);
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .containsExactly("near: true, far: true", "acknowledged by both: true");
    }

    @Test
    void handlerFailures() {
        assertThat(output(HandlerFailures::run))
                .containsExactly(
                        "ordered 42", "dead letter after 3 attempts: many", "ordered 7", "handled 2, dead letters 1");
    }

    @Test
    void workQueue() {
        assertThat(output(out -> {
                    try {
                        WorkQueue.run(out, "redis:embedded");
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .containsExactly("all done: true, each once: true");
    }

    @Test
    void eventLog() {
        assertThat(output(out -> {
                    try {
                        EventLog.run(out, "redis:embedded");
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .containsExactly("balance after two events: 70", "balance after all of them: 55");
    }

    @Test
    void eachFitsOnAPage() throws IOException {
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/millrace/examples"))) {
            assertThat(sources)
                    .allSatisfy(source -> assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(MOST_LINES));
        }
    }

    private static List<String> output(Consumer<PrintStream> example) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        example.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
