// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.supervision.LinkState.BACKOFF;
import static io.millrace.supervision.LinkState.CLOSED;
import static io.millrace.supervision.LinkState.CONNECTING;
import static io.millrace.supervision.LinkState.FAILED;
import static io.millrace.supervision.LinkState.ISOLATED;
import static io.millrace.supervision.LinkState.STARTING;
import static io.millrace.supervision.LinkState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.ThreadingMode;
import io.millrace.error.ErrorCode;
import io.millrace.spi.frame.Reject;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@EveryThreading
class IsolationTest {

    IsolationTest(ThreadingMode mode) {
        HandCranked.threading(mode);
    }

    private static final byte[] MESSAGE = new byte[32];

    private final SimulatedNetwork network = new SimulatedNetwork();
    private final List<Long> positions = new ArrayList<>();

    @Test
    void anIsolatedClientRefusesAndStaysAwayAndGoesOnWhereItWas() {
        try (HandCranked crank = new HandCranked(network)) {
            Endpoint server = crank.listen("sim:x");
            server.subscribe("orders", message -> positions.add(message.position()));
            Endpoint client = crank.connect("sim:x");
            Publication orders = client.publication("orders");
            orders.offer(MESSAGE, 0, 32);
            crank.until("one has come", () -> positions.size() == 1);

            client.isolate();
            assertThat(orders.offer(MESSAGE, 0, 32)).as("at once").isEqualTo(OfferStatus.ISOLATED);
            crank.turn(2);
            assertThat(client.state()).isEqualTo(ISOLATED);
            assertThat(client.failure()).isNull();
            int dialled = network.links.size();
            client.kick();
            crank.pass(Duration.ofSeconds(20));
            assertThat(network.links).as("not even if kicked").hasSize(dialled);
            Publication late = client.publication("late");
            crank.turn(1);
            assertThat(late.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.ISOLATED);

            client.resume();
            crank.until("up again", () -> client.state() == UP);
            assertThat(crank.path(client)).containsExactly(STARTING, CONNECTING, UP, ISOLATED, CONNECTING, UP);
            assertThat(orders.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.ACCEPTED);
            crank.until("the next has come", () -> positions.size() == 2);
            assertThat(crank.events(Kind.SESSION_RESUMED)).isNotEmpty();
            assertThat(crank.events(Kind.GAP)).isEmpty();
        }
    }

    @Test
    void anIsolatedListenerTurnsPeersAwayUntilItIsResumed() {
        try (HandCranked crank = new HandCranked(network)) {
            Endpoint server = crank.listen("sim:x");
            server.subscribe("orders", message -> positions.add(message.position()));
            Endpoint client = crank.connect("sim:x?backoff-base=100ms&backoff-cap=200ms");
            crank.until("up", () -> client.state() == UP);
            server.isolate();
            crank.turn(3);
            assertThat(server.state()).isEqualTo(ISOLATED);
            crank.until("turned away", () -> crank.events(Kind.ATTEMPT_FAILED)
                    .anyMatch(e -> e.cause() != null && e.cause().code() == ErrorCode.REJECTED_DRAINING));
            Publication orders = client.publication("orders");
            crank.turn(2);
            assertThat(orders.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.ACCEPTED);
            crank.pass(Duration.ofSeconds(2));
            assertThat(client.state()).isIn(BACKOFF, CONNECTING);
            assertThat(positions).isEmpty();

            server.resume();
            crank.until("delivered", () -> positions.size() == 1);
            assertThat(crank.path(server)).containsExactly(STARTING, UP, ISOLATED, CONNECTING, UP);
            assertThat(crank.sessionPath()).containsExactly(STARTING, UP, BACKOFF, CONNECTING, UP);
        }
    }

    @Test
    void anIsolatedEndpointIsClosedWithoutWaiting() {
        try (HandCranked crank = new HandCranked(network)) {
            Endpoint client = crank.connect("sim:nobody?drain-timeout=1h");
            client.publication("orders").offer(MESSAGE, 0, 32);
            client.isolate();
            crank.turn(2);
            client.close();
            crank.turn(2);
            assertThat(client.state()).isEqualTo(CLOSED);
            assertThat(crank.events(Kind.LOSS)).singleElement().satisfies(event -> assertThat(event.cause())
                    .extracting("code")
                    .isEqualTo(ErrorCode.DRAIN_TIMEOUT));
            client.resume();
            client.isolate();
            crank.turn(2);
            assertThat(client.state()).as("for good").isEqualTo(CLOSED);
        }
    }

    @Test
    void aFailedClientStartsAgainWithWhatItsRingHolds() {
        ScriptedTransport transport = new ScriptedTransport();
        transport.dialling(() -> ScriptedLink.rejecting(Reject.AUTH, 0));
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:guarded");
            Publication orders = client.publication("orders");
            orders.offer(MESSAGE, 0, 32);
            crank.until("failed", () -> client.state() == FAILED);
            transport.dialling(ScriptedLink::welcoming);
            client.resume();
            crank.until("up", () -> client.state() == UP);
            assertThat(client.failure()).isNull();
            assertThat(crank.path(client)).containsExactly(STARTING, CONNECTING, FAILED, STARTING, CONNECTING, UP);
            assertThat(orders.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.ACCEPTED);
            assertThat(orders.position()).isEqualTo(128);
            assertThat(crank.escalations)
                    .as("a permanent cause is for the events")
                    .isEmpty();
        }
    }

    @Test
    void resumingWhatWorksChangesNothing() {
        try (HandCranked crank = new HandCranked(network)) {
            Endpoint server = crank.listen("sim:x");
            Endpoint client = crank.connect("sim:x");
            crank.until("up", () -> client.state() == UP);
            int events = crank.events.size();
            client.resume();
            server.resume();
            crank.turn(5);
            assertThat(crank.events).hasSize(events);
        }
    }
}
