// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.supervision.LinkState.BACKOFF;
import static io.millrace.supervision.LinkState.CONNECTING;
import static io.millrace.supervision.LinkState.FAILED;
import static io.millrace.supervision.LinkState.STARTING;
import static io.millrace.supervision.LinkState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.ThreadingMode;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@EveryThreading
class DiallingTest {

    DiallingTest(ThreadingMode mode) {
        HandCranked.threading(mode);
    }

    private static final byte[] MESSAGE = new byte[32];

    private final ScriptedTransport transport = new ScriptedTransport();

    @Test
    void findsAPeerThatComesLater() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:later");
            crank.pass(Duration.ofSeconds(3));
            assertThat(client.state()).isIn(BACKOFF, CONNECTING);
            crank.listen("mem:later");
            crank.until("up", () -> client.state() == UP);
            assertThat(crank.path(client))
                    .startsWith(STARTING, CONNECTING, BACKOFF)
                    .endsWith(CONNECTING, UP);
            assertThat(crank.events(Kind.ATTEMPT_FAILED))
                    .allMatch(event -> event.cause() != null && event.cause().code() == ErrorCode.CONNECT_REFUSED);
        }
    }

    @Test
    void waitsBetweenAttemptsAreJitteredBelowADoublingCeiling() {
        try (HandCranked crank = new HandCranked(transport)) {
            crank.connect("script:nobody?backoff-base=100ms&backoff-cap=2s");
            crank.until("12 attempts", Duration.ofMinutes(2), () -> transport.dialledAtNs.size() == 12);
            List<LifecycleEvent> waits = crank.events(Kind.STATE_CHANGED)
                    .filter(event -> event.to() == BACKOFF)
                    .toList();
            assertThat(waits.get(0).retryAfterNs())
                    .as("the first try is at once")
                    .isZero();
            for (int i = 0; i < waits.size(); i++) {
                long ceilingNs = i == 0 ? 0 : Math.min(2_000_000_000L, 100_000_000L << (i - 1));
                assertThat(waits.get(i).retryAfterNs()).as("wait %d", i).isBetween(0L, ceilingNs);
                assertThat(waits.get(i).attempt()).isEqualTo(i + 1);
                if (i + 1 < transport.dialledAtNs.size()) {
                    assertThat(transport.dialledAtNs.get(i + 1) - transport.dialledAtNs.get(i))
                            .as("not before it has passed")
                            .isGreaterThanOrEqualTo(waits.get(i).retryAfterNs());
                }
            }
        }
    }

    @Test
    void aKickEndsTheWait() {
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:nobody?backoff-base=1h&backoff-cap=1h&drain-timeout=1s");
            crank.turn(10);
            // The first wait is none, the next is up to an hour.
            int before = transport.dialledAtNs.size();
            assertThat(before).isEqualTo(2);
            client.kick();
            crank.turn(2);
            assertThat(transport.dialledAtNs).hasSize(before + 1);
        }
    }

    @Test
    void whatThePeerAsksForIsTheShortestWait() {
        transport.dialling(() -> ScriptedLink.rejecting(Reject.OVERLOADED, 60_000));
        try (HandCranked crank = new HandCranked(transport)) {
            crank.connect("script:busy");
            crank.until("4 attempts", Duration.ofMinutes(5), () -> transport.dialledAtNs.size() == 4);
            for (int i = 1; i < 4; i++) {
                assertThat(transport.dialledAtNs.get(i) - transport.dialledAtNs.get(i - 1))
                        .isGreaterThanOrEqualTo(60_000_000_000L);
            }
            assertThat(crank.events(Kind.ATTEMPT_FAILED))
                    .allMatch(event -> event.cause() != null && event.cause().code() == ErrorCode.REJECTED_OVERLOADED);
        }
    }

    @Test
    void whatAPeerSaidBeforeItsLinkTookNothingMoreIsHeard() {
        ScriptedLink link = ScriptedLink.welcoming();
        transport.dialling(() -> transport.dialledAtNs.size() == 1 ? link : ScriptedLink.welcoming());
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:restarting");
            crank.until("up", () -> client.state() == UP);
            link.leaveForRestart(5_000);
            // Publishers write themselves: they meet the reset before the agent has read.
            client.publication("numbers");
            crank.until("dialled again", Duration.ofMinutes(1), () -> transport.dialledAtNs.size() == 2);
            assertThat(crank.events(Kind.LINK_DOWN).map(event -> event.cause().code()))
                    .containsExactly(ErrorCode.PEER_RESTARTS);
            assertThat(transport.dialledAtNs.get(1) - transport.dialledAtNs.get(0))
                    .isGreaterThanOrEqualTo(5_000_000_000L);
        }
    }

    @Test
    void aHandlerThatWantsRoomLeavesTheGreetingToTheEndpoint() {
        List<Handshake> hellos = new ArrayList<>();
        ScriptedLink link = new ScriptedLink((self, hello) -> hellos.add(hello));
        transport.dialling(() -> link);
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:greeting");
            crank.until("said hello", () -> !hellos.isEmpty());
            link.welcome(hellos.get(0), hellos.get(0).attempt());
            // As a handler on another endpoint, whose publication is full, has it done.
            crank.runtime.agent().controlWork();
            crank.until("up", () -> client.state() == UP);
            assertThat(crank.events(Kind.LINK_UP)).hasSize(1);
        }
    }

    @Test
    void aPermanentCauseFailsTheEndpointAndIsolatesItsPublications() {
        transport.dialling(() -> ScriptedLink.rejecting(Reject.AUTH, 0));
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:guarded");
            Publication before = client.publication("orders");
            assertThat(before.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.ACCEPTED);
            crank.until("failed", () -> client.state() == FAILED);
            assertThat(transport.dialledAtNs).hasSize(1);
            assertThat(client.failure()).extracting("code").isEqualTo(ErrorCode.REJECTED_AUTH);
            Publication after = client.publication("bills");
            crank.turn(2);
            for (Publication publication : List.of(before, after)) {
                assertThat(publication.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.ISOLATED);
                assertThatExceptionOfType(PublicationException.class)
                        .isThrownBy(() -> publication.publish(MESSAGE))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ISOLATED))
                        .withCause(client.failure());
            }
            crank.pass(Duration.ofMinutes(10));
            client.kick();
            crank.turn(5);
            assertThat(transport.dialledAtNs).as("no retry").hasSize(1);
            assertThat(before.drain(Duration.ofMinutes(1)))
                    .as("does not wait for what cannot come")
                    .isFalse();
        }
    }

    @Test
    void fiveBreachesOfTheProtocolWithinAMinuteAreFinal() {
        transport.dialling(ScriptedLink::breakingTheProtocol);
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:odd?backoff-base=1s&backoff-cap=2s");
            crank.until("failed", Duration.ofSeconds(60), () -> client.state() == FAILED);
            assertThat(transport.dialledAtNs).hasSize(5);
            assertThat(client.failure()).extracting("code").isEqualTo(ErrorCode.UNEXPECTED_FRAME);
        }
    }

    @Test
    void breachesOfTheProtocolFarApartAreForgiven() {
        transport.dialling(ScriptedLink::breakingTheProtocol);
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:odd?backoff-base=24h&backoff-cap=24h");
            for (int i = 0; i < 20; i++) {
                crank.pass(Duration.ofSeconds(21));
                client.kick();
                crank.turn(3);
                assertThat(client.state()).as("after %d", i).isNotEqualTo(FAILED);
            }
            assertThat(transport.dialledAtNs).hasSizeGreaterThan(15);
        }
    }

    @Test
    void aTransportThatThrowsWhatItMustNotIsTriedFiveTimesAndThenGivenUp() {
        transport.dialling(() -> {
            throw new IllegalStateException("a bug in a transport");
        });
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint sound = crank.connect("mem:sound");
            Endpoint client = crank.connect("script:broken");
            crank.until("failed", () -> client.state() == FAILED);
            assertThat(transport.dialledAtNs).hasSize(5);
            assertThat(client.failure()).hasRootCauseInstanceOf(IllegalStateException.class);
            crank.listen("mem:sound");
            crank.until("its neighbour works", () -> sound.state() == UP);
        }
    }

    @Test
    void aLinkThatThrowsWhatItMustNotIsClosedAndDialledAgain() {
        ScriptedLink first = ScriptedLink.welcoming();
        transport.dialling(() -> transport.dialledAtNs.size() == 1 ? first : ScriptedLink.welcoming());
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:shaky");
            crank.until("up", () -> client.state() == UP);
            first.failWith(new NullPointerException("a bug in a link"));
            crank.turn(1);
            assertThat(first.closed).isTrue();
            crank.until("up again", () -> client.state() == UP && transport.dialledAtNs.size() == 2);
            assertThat(crank.events(Kind.LINK_DOWN)).hasSize(1);
        }
    }

    @Test
    void garbageFromAPeerThatWasUnderstoodBeforeIsTriedAgain() {
        ScriptedLink first = ScriptedLink.welcoming();
        transport.dialling(() -> switch (transport.dialledAtNs.size()) {
            case 1 -> first;
            case 2 -> ScriptedLink.garbling();
            default -> ScriptedLink.welcoming();
        });
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:garbled");
            crank.until("up", () -> client.state() == UP);
            first.failWith(ScriptedTransport.refused());
            crank.until("up again", () -> client.state() == UP && transport.dialledAtNs.size() == 3);
            assertThat(crank.events(Kind.ATTEMPT_FAILED))
                    .singleElement()
                    .satisfies(event -> assertThat(event.cause().code()).isEqualTo(ErrorCode.NOT_MILLRACE));
        }
    }

    @Test
    void garbageFromTheStartIsNoPeer() {
        transport.dialling(ScriptedLink::garbling);
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:alien");
            crank.until("failed", () -> client.state() == FAILED);
            assertThat(transport.dialledAtNs).hasSize(1);
        }
    }

    @Test
    void silenceInsteadOfAWelcomeEndsTheAttempt() {
        transport.dialling(() -> new ScriptedLink((link, hello) -> {}));
        try (HandCranked crank = new HandCranked(transport)) {
            crank.connect("script:mute?handshake-timeout=2s");
            crank.until(
                    "an attempt failed",
                    () -> crank.events(Kind.ATTEMPT_FAILED).findAny().isPresent());
            assertThat(crank.events(Kind.ATTEMPT_FAILED).findFirst()).get().satisfies(event -> assertThat(event.cause())
                    .extracting("code")
                    .isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT));
            assertThat(crank.nowNs() - transport.dialledAtNs.get(0)).isBetween(2_000_000_000L, 2_500_000_000L);
        }
    }

    @Test
    void aPermanentCauseWhileClosingEndsTheClose() {
        try (HandCranked crank = new HandCranked(transport)) {
            Endpoint client = crank.connect("script:guarded?drain-timeout=1h");
            client.publication("orders").offer(MESSAGE, 0, 32);
            crank.turn(5);
            transport.dialling(() -> ScriptedLink.rejecting(Reject.AUTH, 0));
            client.close();
            client.kick();
            crank.until("closed", () -> client.state() == io.millrace.supervision.LinkState.CLOSED);
            assertThat(crank.events(Kind.LOSS)).hasSize(1);
        }
    }
}
