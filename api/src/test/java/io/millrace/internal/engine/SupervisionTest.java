// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.supervision.LinkState.BACKOFF;
import static io.millrace.supervision.LinkState.CLOSED;
import static io.millrace.supervision.LinkState.CONNECTING;
import static io.millrace.supervision.LinkState.DEGRADED;
import static io.millrace.supervision.LinkState.DRAINING;
import static io.millrace.supervision.LinkState.FAILED;
import static io.millrace.supervision.LinkState.STARTING;
import static io.millrace.supervision.LinkState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.SessionReport;
import io.millrace.ThreadingMode;
import io.millrace.error.ErrorCode;
import io.millrace.error.ResourceException;
import io.millrace.spi.frame.Reject;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What each class of error leads to, and what makes an endpoint degraded. */
@EveryThreading
class SupervisionTest {

    SupervisionTest(ThreadingMode mode) {
        HandCranked.threading(mode);
    }

    private static final byte[] MESSAGE = new byte[32];

    private final ScriptedTransport transport = new ScriptedTransport();
    private final SimulatedNetwork network = new SimulatedNetwork();

    // ---- bugs ----

    @Test
    void aBugRestartsTheEndpointAndIsNoReconnect() {
        ScriptedLink first = ScriptedLink.welcoming();
        transport.dialling(() -> transport.dialledAtNs.size() == 1 ? first : ScriptedLink.welcoming());
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:shaky?backoff-base=1h&backoff-cap=1h");
            crank.until("up", () -> client.state() == UP);
            first.failWith(new NullPointerException("a bug in a link"));
            crank.turn(5);
            assertThat(crank.path(client)).containsExactly(STARTING, CONNECTING, UP, FAILED, STARTING, CONNECTING, UP);
            assertThat(client.failure()).isNull();
        }
    }

    @Test
    void theFifthBugWithinThirtySecondsIsEscalatedOnce() {
        transport.dialling(() -> {
            throw new IllegalStateException("a bug in a transport");
        });
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:broken");
            crank.until("failed", () -> client.state() == FAILED && transport.dialledAtNs.size() == 5);
            assertThat(crank.escalations).singleElement().satisfies(escalation -> {
                assertThat(escalation.endpoint()).isEqualTo("client script:broken");
                assertThat(escalation.cause()).hasRootCauseMessage("a bug in a transport");
            });
            crank.pass(Duration.ofMinutes(5));
            assertThat(transport.dialledAtNs).hasSize(5);
            assertThat(crank.escalations).hasSize(1);
        }
    }

    @Test
    void aBrokenClassPathFailsAndEscalatesAtOnceAndLeavesItsNeighbourAlone() {
        ScriptedLink link = ScriptedLink.welcoming();
        transport.dialling(() -> link);
        try (HandCranked crank = new HandCranked(transport, network)) {
            Endpoint client = crank.connect("script:x");
            Endpoint neighbour = crank.connect("sim:y");
            crank.until("up", () -> client.state() == UP);
            link.failWith(new NoClassDefFoundError("gone"));
            crank.turn(1);
            assertThat(client.state()).isEqualTo(FAILED);
            assertThat(client.failure()).extracting("code").isEqualTo(ErrorCode.FATAL_ERROR);
            assertThat(crank.escalations).hasSize(1);
            crank.listen("sim:y");
            crank.until("its neighbour works", () -> neighbour.state() == UP);
        }
    }

    @Test
    void anEscalationHandlerThatThrowsStopsNothing() {
        ScriptedLink link = ScriptedLink.welcoming();
        transport.dialling(() -> link);
        try (HandCranked crank = new HandCranked(transport, network)) {
            crank.runtime.events().escalateTo(escalation -> {
                throw new IllegalArgumentException("on purpose: this is logged twice");
            });
            Endpoint client = crank.connect("script:x");
            crank.until("up", () -> client.state() == UP);
            link.failWith(new NoClassDefFoundError("gone"));
            crank.turn(2);
            assertThat(client.state()).isEqualTo(FAILED);
        }
    }

    // ---- resources, overload ----

    @Test
    void aShortageIsTriedEachSecondForAMinute() {
        transport.dialling(() -> {
            throw new ResourceException(ErrorCode.OUT_OF_MEMORY, "no direct memory", "raise it");
        });
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:greedy");
            crank.until("failed", Duration.ofMinutes(2), () -> client.state() == FAILED);
            assertThat(transport.dialledAtNs).hasSize(61);
            for (int i = 1; i < 61; i++) {
                assertThat(transport.dialledAtNs.get(i) - transport.dialledAtNs.get(i - 1))
                        .isBetween(1_000_000_000L, 1_010_000_000L);
            }
            assertThat(crank.escalations).isEmpty();
        }
    }

    @Test
    void whatAPeerAskedForIsForgottenWithTheNextAttempt() {
        transport.dialling(() -> {
            if (transport.dialledAtNs.size() == 1) {
                return ScriptedLink.rejecting(Reject.OVERLOADED, 60_000);
            }
            throw ScriptedTransport.refused();
        });
        try (HandCranked crank = new HandCranked(transport)) {
            crank.connect("script:busy?backoff-base=10ms&backoff-cap=100ms");
            crank.until("3 attempts", Duration.ofMinutes(3), () -> transport.dialledAtNs.size() == 3);
            assertThat(transport.dialledAtNs.get(1) - transport.dialledAtNs.get(0))
                    .isGreaterThanOrEqualTo(60_000_000_000L);
            assertThat(transport.dialledAtNs.get(2) - transport.dialledAtNs.get(1))
                    .isLessThan(1_000_000_000L);
        }
    }

    // ---- degraded ----

    @Test
    void aLateHeartbeatDegradesBothEndsUntilItComes() {
        try (HandCranked crank = new HandCranked(network)) {
            Endpoint server = crank.listen("sim:x?heartbeat=1s&dead-after=5s");
            Endpoint client = crank.connect("sim:x?heartbeat=1s&dead-after=5s");
            crank.until("up", () -> client.state() == UP);
            crank.until("quiet", () -> crank.nowNs() % 7_000_000 == 0);
            network.newest().hold(true);
            crank.until("late", Duration.ofSeconds(5), () -> client.state() == DEGRADED);
            assertThat(reason(crank)).isEqualTo("the peer's heartbeat is late");
            crank.until(
                    "the session too",
                    Duration.ofSeconds(2),
                    () -> server.sessionReports().get(0).state() == DEGRADED);
            assertThat(server.state()).as("the listener itself is well").isEqualTo(UP);
            network.newest().hold(false);
            crank.until("in time again", Duration.ofSeconds(2), () -> client.state() == UP);
            assertThat(crank.events(Kind.LINK_DOWN)).isEmpty();
        }
    }

    private static String reason(HandCranked crank) {
        return crank.events(Kind.STATE_CHANGED)
                .filter(event -> event.to() == DEGRADED)
                .map(LifecycleEvent::detail)
                .findFirst()
                .orElse("");
    }

    @Test
    void aHandlerThatStallsDegradesForAWhile() {
        AtomicReference<HandCranked> clock = new AtomicReference<>();
        AtomicReference<LinkState> during = new AtomicReference<>();
        try (HandCranked crank = new HandCranked(network)) {
            clock.set(crank);
            EngineEndpoint server = (EngineEndpoint) crank.listen("sim:x");
            server.subscribe("orders", message -> {
                clock.get().passUnseen(Duration.ofMillis(1500));
                // What the watchdog's thread does meanwhile.
                server.standIn().look(clock.get().nowNs());
                during.set(server.state());
            });
            Endpoint client = crank.connect("sim:x");
            Publication orders = client.publication("orders");
            orders.offer(MESSAGE, 0, 32);
            crank.until("degraded", Duration.ofSeconds(5), () -> server.state() == DEGRADED);
            assertThat(reason(crank))
                    .isEqualTo("a handler held up the I/O thread for 1500 ms, stream orders at position 0");
            assertThat(during.get()).as("while the handler still ran").isEqualTo(DEGRADED);
            crank.until("well again", Duration.ofSeconds(7), () -> server.state() == UP);
        }
    }

    @Test
    void aRingThatStaysFullDegradesUntilThereIsRoom() {
        AtomicBoolean slow = new AtomicBoolean(true);
        try (HandCranked crank = new HandCranked(network)) {
            Endpoint server = crank.listen("sim:x");
            server.subscribeControlled("orders", message -> slow.get() ? Action.RETRY : Action.CONTINUE);
            Endpoint client = crank.connect("sim:x?ring=64k");
            Publication orders = client.publication("orders");
            crank.until("full", () -> {
                while (orders.offer(MESSAGE, 0, 32) == OfferStatus.ACCEPTED) {
                    // fill the ring
                }
                return crank.events(Kind.BACK_PRESSURED).findAny().isPresent();
            });
            long fullNs = crank.nowNs();
            crank.until("degraded", Duration.ofSeconds(6), () -> client.state() == DEGRADED);
            assertThat(crank.nowNs() - fullNs).isGreaterThan(4_900_000_000L);
            assertThat(reason(crank)).contains("full for more than 5 s");
            slow.set(false);
            crank.until("room", Duration.ofSeconds(2), () -> client.state() == UP);
            assertThat(crank.events(Kind.BACK_PRESSURE_RELIEVED)).hasSize(1);
        }
    }

    // ---- a listener's sessions ----

    @Test
    void anAcceptedSessionHasAStateOfItsOwn() {
        try (HandCranked crank = new HandCranked(network)) {
            Endpoint server = crank.listen("sim:x");
            Endpoint client = crank.connect("sim:x?name=c1");
            crank.until("up", () -> client.state() == UP);
            assertThat(server.sessionReports()).singleElement().satisfies(report -> {
                assertThat(report.state()).isEqualTo(UP);
                assertThat(report.peer()).isEqualTo("c1");
            });
            network.reachable = false;
            network.newest().cut();
            crank.until("away", () -> client.state() == BACKOFF);
            assertThat(server.sessionReports()).extracting(SessionReport::state).containsExactly(BACKOFF);
            assertThat(server.state()).isEqualTo(UP);
            network.reachable = true;
            crank.until("back", () -> client.state() == UP);
            assertThat(server.sessionReports()).extracting(SessionReport::state).containsExactly(UP);
            client.close();
            crank.until("closed", () -> server.sessions() == 0);
            assertThat(crank.sessionPath()).containsExactly(STARTING, UP, BACKOFF, CONNECTING, UP, DRAINING, CLOSED);
        }
    }
}
