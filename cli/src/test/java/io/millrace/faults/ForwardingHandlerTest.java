// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Endpoint;
import io.millrace.Message;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handlers that publish what they receive into rings smaller than the traffic. */
final class ForwardingHandlerTest {
    private static final String SMALL = "ring=64k&window=16k";
    private static final String ANYWHERE = "tcp://127.0.0.1:0?" + SMALL;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MESSAGES = 60_000;
    private static final int LENGTH = 200;

    private final Ledger ledger = new Ledger();
    private final Events events = new Events();

    /** How a handler forwards. */
    enum Way {
        /** {@code publish}, whose exception asks for the message again. */
        PUBLISH {
            @Override
            void forward(Endpoint from, Publication to) {
                from.subscribe("there", m -> to.publish(m.buffer(), m.buffer().position(), m.length(), PATIENCE));
            }
        },
        /** {@code offer}, and RETRY if it is refused. */
        RETRY {
            @Override
            void forward(Endpoint from, Publication to) {
                from.subscribeControlled("there", message -> offer(message, to));
            }
        };

        abstract void forward(Endpoint from, Publication to);

        private static Action offer(Message message, Publication to) {
            OfferStatus status = to.offer(message.buffer(), message.buffer().position(), message.length());
            return status == OfferStatus.ACCEPTED ? Action.CONTINUE : Action.RETRY;
        }
    }

    @ParameterizedTest
    @EnumSource
    void relaysToASlowSubscriber(Way way) {
        try (Millrace last = runtime();
                Millrace middle = runtime();
                Millrace first = runtime()) {
            Endpoint sink = last.listen(ANYWHERE);
            sink.subscribe("back", this::handleSlowly);
            Endpoint relay = middle.listen(ANYWHERE);
            way.forward(relay, middle.connect(sink.uri()).publication("back"));
            pumpThrough(first.connect(relay.uri()).publication("there"), MESSAGES / 4);
            assertThat(events.count(Kind.BACK_PRESSURED)).as(events.toString()).isPositive();
            assertThat(relay.counters().messagesRetried()).isPositive();
            assertThat(relay.counters().messagesFailed()).isZero();
        }
    }

    private void handleSlowly(Message message) {
        ledger.accept(message);
        if (ledger.handled() % 256 == 0) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void echoesOverOneLink(Way way) {
        try (Millrace far = runtime();
                Millrace near = runtime()) {
            echo(way, far, near);
        }
    }

    @ParameterizedTest
    @EnumSource
    void echoesWithinOneRuntime(Way way) {
        try (Millrace both = runtime()) {
            echo(way, both, both);
        }
    }

    private void echo(Way way, Millrace far, Millrace near) {
        Endpoint server = far.listen(ANYWHERE);
        way.forward(server, server.publication("back"));
        Endpoint client = near.connect(server.uri());
        client.subscribe("back", ledger::accept);
        pumpThrough(client.publication("there"), MESSAGES);
        assertThat(server.counters().messagesFailed()).isZero();
    }

    /**
     * The far side of an echo is slow as well, so that both directions are full: the way back has a ring smaller than the
     * window of the way there, or it could never fill while its subscriber reads no acknowledgements.
     */
    @ParameterizedTest
    @EnumSource
    void echoesToASlowSubscriber(Way way) {
        try (Millrace far = runtime();
                Millrace near = runtime()) {
            Endpoint server = far.listen(ANYWHERE);
            way.forward(server, server.publication("back"));
            Endpoint client = near.connect("tcp://127.0.0.1:" + server.uri().port() + "?ring=4m");
            client.subscribe("back", this::handleSlowly);
            pumpThrough(client.publication("there"), MESSAGES);
            assertThat(events.count(Kind.BACK_PRESSURED)).as(events.toString()).isPositive();
            assertThat(server.counters().messagesRetried()).isPositive();
        }
    }

    @Test
    void publishesToItselfInARingTooSmall() {
        try (Millrace both = runtime()) {
            Endpoint server = both.listen(ANYWHERE);
            server.subscribe("back", ledger::accept);
            Publication back = both.connect(server.uri()).publication("back");
            Way.PUBLISH.forward(server, back);
            pumpThrough(both.connect(server.uri()).publication("there"), MESSAGES / 4);
        }
    }

    private Millrace runtime() {
        return Millrace.builder().listener(events).build();
    }

    private void pumpThrough(Publication there, int messages) {
        try (Pump pump = Pump.start(there, LENGTH, messages)) {
            Await.until(
                    PATIENCE,
                    "all came back",
                    () -> ledger + " " + pump.published() + events,
                    () -> ledger.handled() >= messages);
        }
        ledger.assertExactly(messages);
        assertThat(events.count(Kind.LINK_DOWN)).as(events.toString()).isZero();
        assertThat(events.count(Kind.HANDLER_FAILED)).as(events.toString()).isZero();
    }
}
