// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.faults.Board.Field;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One side is closed in an orderly way under full load, and opened again. */
final class RestartTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long SOME = 50_000;

    private final Events events = new Events();

    @Test
    void ofAListeningSubscriberLosesNothing() {
        Ledger first = new Ledger();
        try (Millrace near = Millrace.builder().listener(events).build()) {
            Publication numbers;
            Pump pump;
            String address;
            try (Millrace far = Millrace.create()) {
                Endpoint server = far.listen("tcp://127.0.0.1:0?name=mill");
                server.subscribe("numbers", first::accept);
                address = "tcp://127.0.0.1:" + server.uri().port();
                numbers = near.connect(address).publication("numbers");
                pump = Pump.start(numbers);
                awaitHandled(first, SOME);
            }
            Ledger second = new Ledger().expectFlagBelow(first.board().get(Field.NEXT));
            try (Millrace far = Millrace.create()) {
                far.listen(address + "?name=mill").subscribe("numbers", second::accept);
                awaitHandled(second, SOME);
                finish(pump, numbers, first, second);
            }
        }
    }

    @Test
    void ofADiallingSubscriberLosesNothing() {
        Ledger first = new Ledger();
        try (Millrace far = Millrace.builder().listener(events).build()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0");
            Publication numbers = server.publication("numbers");
            Pump pump = Pump.start(numbers);
            try (Millrace near = Millrace.create()) {
                near.connect(server.uri() + "?name=mill").subscribe("numbers", first::accept);
                awaitHandled(first, SOME);
            }
            Ledger second = new Ledger().expectFlagBelow(first.board().get(Field.NEXT));
            try (Millrace near = Millrace.create()) {
                near.connect(server.uri() + "?name=mill").subscribe("numbers", second::accept);
                awaitHandled(second, SOME);
                finish(pump, numbers, first, second);
            }
        }
    }

    @Test
    void ofAListeningSubscriberThatSaysSoIsWaitedForAndRepeatsNothing() {
        Ledger first = new Ledger();
        Duration restart = Duration.ofMillis(400);
        try (Millrace near = Millrace.builder().listener(events).build()) {
            Publication numbers;
            Pump pump;
            String address;
            try (Millrace far = Millrace.create()) {
                Endpoint server = far.listen("tcp://127.0.0.1:0?name=mill");
                server.subscribe("numbers", first::accept);
                address = "tcp://127.0.0.1:" + server.uri().port();
                numbers = near.connect(address).publication("numbers");
                pump = Pump.start(numbers);
                awaitHandled(first, SOME);
                server.closeForRestart(restart);
            }
            Ledger second = new Ledger().expectFlagBelow(first.board().get(Field.NEXT));
            try (Millrace far = Millrace.create()) {
                far.listen(address + "?name=mill").subscribe("numbers", second::accept);
                awaitHandled(second, SOME);
                assertThat(events.count(event -> event.kind() == Kind.ATTEMPT_FAILED))
                        .as("dialled while nobody was there: " + events)
                        .isZero();
                finishWithoutRepeats(pump, numbers, first, second);
            }
        }
    }

    @Test
    void ofADiallingSubscriberThatSaysSoRepeatsNothing() {
        Ledger first = new Ledger();
        try (Millrace far = Millrace.builder().listener(events).build()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0");
            Publication numbers = server.publication("numbers");
            Pump pump = Pump.start(numbers);
            try (Millrace near = Millrace.create()) {
                Endpoint client = near.connect(server.uri() + "?name=mill");
                client.subscribe("numbers", first::accept);
                awaitHandled(first, SOME);
                client.closeForRestart(Duration.ZERO);
            }
            Ledger second = new Ledger().expectFlagBelow(first.board().get(Field.NEXT));
            try (Millrace near = Millrace.create()) {
                near.connect(server.uri() + "?name=mill").subscribe("numbers", second::accept);
                awaitHandled(second, SOME);
                finishWithoutRepeats(pump, numbers, first, second);
            }
        }
    }

    private void finishWithoutRepeats(Pump pump, Publication numbers, Ledger first, Ledger second) {
        finish(pump, numbers, first, second);
        assertThat(second.board().get(Field.FIRST)).isEqualTo(first.board().get(Field.NEXT));
        assertThat(events.count(event -> event.kind() == Kind.LINK_DOWN
                        && event.cause() != null
                        && event.cause().code() == ErrorCode.PEER_RESTARTS))
                .as(events.toString())
                .isEqualTo(1);
        assertThat(events.count(Kind.SESSION_ENDED)).as(events.toString()).isZero();
    }

    private void awaitHandled(Ledger ledger, long messages) {
        Await.until(PATIENCE, messages + " handled", () -> ledger + " " + events, () -> ledger.handled() >= messages);
    }

    private void finish(Pump pump, Publication numbers, Ledger first, Ledger second) {
        long published = pump.stop();
        assertThat(numbers.drain(PATIENCE)).as(second + " " + events).isTrue();
        first.assertNothingLost();
        second.assertNothingLost();
        assertThat(second.board().get(Field.FIRST))
                .as("nothing between " + first + " and " + second + events)
                .isLessThanOrEqualTo(first.board().get(Field.NEXT));
        assertThat(second.board().get(Field.NEXT)).isEqualTo(published);
        assertThat(events.count(Kind.LOSS)).as(events.toString()).isZero();
        assertThat(pump.end()).isEqualTo(io.millrace.OfferStatus.ACCEPTED);
    }

    @Test
    void ofAPublisherDeliversWhatWasAccepted() {
        Ledger ledger = new Ledger();
        try (Millrace far = Millrace.builder().listener(events).build()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0");
            server.subscribe("numbers", ledger::accept);
            for (int run = 1; run <= 3; run++) {
                long published;
                try (Millrace near = Millrace.create()) {
                    Pump pump = Pump.start(near.connect(server.uri()).publication("numbers"), 32, 20_000);
                    Await.until(PATIENCE, "published", pump::end, pump::isDone);
                    published = pump.stop();
                }
                assertThat(ledger.handled()).as(ledger + " " + events).isEqualTo(run * published);
                ledger.assertNothingLost();
            }
        }
        assertThat(events.count(Kind.GAP)).as(events.toString()).isZero();
    }
}
