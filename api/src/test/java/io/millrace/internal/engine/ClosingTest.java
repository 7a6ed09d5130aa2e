// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.supervision.LinkState.CLOSED;
import static io.millrace.supervision.LinkState.DRAINING;
import static io.millrace.supervision.LinkState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.ThreadingMode;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LifecycleListener;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@EveryThreading
class ClosingTest {

    ClosingTest(ThreadingMode mode) {
        HandCranked.threading(mode);
    }

    private static final byte[] MESSAGE = new byte[32];

    @Test
    void deliversWhatWasAcceptedAndSaysGoodbye() {
        try (HandCranked crank = new HandCranked()) {
            List<String> got = new ArrayList<>();
            Endpoint server = crank.listen("mem:x");
            server.subscribe("s", message -> got.add(message.asString()));
            Endpoint client = crank.connect("mem:x");
            Publication publication = client.publication("s");
            for (int i = 0; i < 100; i++) {
                publication.publish("m" + i);
            }
            client.close();
            crank.until("closed", Duration.ofSeconds(1), () -> client.state() == CLOSED);
            assertThat(got).hasSize(100);
            assertThat(crank.path(client)).endsWith(DRAINING, CLOSED);
            assertThat(crank.events(Kind.LOSS)).isEmpty();
            crank.until("the server knows", Duration.ofSeconds(2), () -> server.sessions() == 0);
            assertThat(server.state()).isEqualTo(UP);
        }
    }

    @Test
    void aListenerThatRestartsAcknowledgesWhatItHasHandledAndIsNotDialledBefore() {
        try (HandCranked crank = new HandCranked()) {
            List<String> first = new ArrayList<>();
            Endpoint server = crank.listen("mem:x?name=mill");
            server.subscribe("s", message -> first.add(message.asString()));
            Endpoint client = crank.connect("mem:x");
            Publication publication = client.publication("s");
            crank.until("up", () -> client.state() == UP);
            for (int i = 0; i < 100; i++) {
                publication.publish("m" + i);
            }
            crank.until("some", () -> !first.isEmpty());
            server.closeForRestart(Duration.ofSeconds(3));
            crank.until("closed", Duration.ofMillis(100), () -> server.state() == CLOSED);
            long closedNs = crank.nowNs();
            assertThat(crank.events(Kind.LINK_DOWN)).anySatisfy(event -> {
                assertThat(event.cause()).isNotNull();
                assertThat(event.cause().code()).isEqualTo(ErrorCode.PEER_RESTARTS);
            });
            assertThat(client.state()).isEqualTo(LinkState.BACKOFF);
            List<String> second = new ArrayList<>();
            crank.listen("mem:x?name=mill").subscribe("s", message -> second.add(message.asString()));
            crank.until("back", () -> client.state() == UP);
            assertThat(Duration.ofNanos(crank.nowNs() - closedNs))
                    .isBetween(Duration.ofMillis(2_800), Duration.ofMillis(3_300));
            crank.until("all", () -> publication.acknowledged() == publication.position());
            first.addAll(second);
            assertThat(first).hasSize(100).doesNotHaveDuplicates();
            assertThat(crank.events(Kind.SESSION_ENDED)).isEmpty();
        }
    }

    @Test
    void whatIsStillUnderWayToWhoRestartsIsNotHandledTwice() {
        try (HandCranked crank = new HandCranked()) {
            List<String> first = new ArrayList<>();
            Endpoint server = crank.listen("mem:x");
            Publication publication = server.publication("s");
            Endpoint client = crank.connect("mem:x?name=mill");
            client.subscribe("s", message -> first.add(message.asString()));
            crank.until("up", () -> client.state() == UP);
            publication.publish("before");
            crank.until("there", () -> first.size() == 1);
            client.closeForRestart(Duration.ofSeconds(1));
            for (int i = 0; i < 100; i++) {
                publication.publish("m" + i);
                crank.turn(1);
            }
            crank.until("closed", Duration.ofSeconds(1), () -> client.state() == CLOSED);
            assertThat(server.sessions()).as("it is kept").isEqualTo(1);
            List<String> second = new ArrayList<>();
            crank.connect("mem:x?name=mill").subscribe("s", message -> second.add(message.asString()));
            crank.until("all", () -> publication.acknowledged() == publication.position());
            first.addAll(second);
            assertThat(first).hasSize(101).doesNotHaveDuplicates();
            assertThat(crank.events(Kind.LOSS)).isEmpty();
        }
    }

    @Test
    void whenBothCloseEachDeliversWhatItHadAccepted() {
        try (HandCranked crank = new HandCranked()) {
            List<String> there = new ArrayList<>();
            List<String> back = new ArrayList<>();
            Endpoint server = crank.listen("mem:x?ring=64k&window=8k");
            server.subscribe("up", message -> there.add(message.asString()));
            Endpoint client = crank.connect("mem:x?ring=64k&window=8k");
            // Two milliseconds a message: the listener is long done when the client still takes what it is sent.
            client.subscribe("down", message -> {
                back.add(message.asString());
                crank.passUnseen(Duration.ofMillis(2));
            });
            Publication up = client.publication("up");
            Publication down = server.publication("down");
            crank.until("up", () -> client.state() == UP);
            crank.turn(10);
            int accepted = 0;
            while (down.offer(MESSAGE, 0, 32) == OfferStatus.ACCEPTED) {
                accepted++;
            }
            up.publish("last");
            client.close();
            server.close();
            crank.until("closed", Duration.ofSeconds(5), () -> client.state() == CLOSED && server.state() == CLOSED);
            assertThat(there).containsExactly("last");
            assertThat(back).hasSize(accepted).hasSizeGreaterThan(800);
            assertThat(crank.events(Kind.LOSS)).isEmpty();
        }
    }

    @Test
    void aRestartOfNegativeLengthIsRefused() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> server.closeForRestart(Duration.ofSeconds(-1)))
                    .withMessageContaining("comeBackAfter PT-1S");
            assertThat(server.state()).isEqualTo(UP);
        }
    }

    @Test
    void withNoPeerEndsAtItsDeadlineAndAnnouncesTheLoss() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:nobody?drain-timeout=5s");
            Publication publication = client.publication("s");
            for (int i = 0; i < 3; i++) {
                assertThat(publication.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.ACCEPTED);
            }
            crank.pass(Duration.ofSeconds(1));
            client.close();
            assertThat(publication.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.CLOSED);
            long startNs = crank.nowNs();
            crank.until("closed", () -> client.state() == CLOSED);
            assertThat(crank.nowNs() - startNs).isBetween(5_000_000_000L, 5_500_000_000L);
            List<LifecycleEvent> losses = crank.events(Kind.LOSS).toList();
            assertThat(losses).hasSize(1);
            assertThat(losses.get(0).stream()).isEqualTo("s");
            assertThat(losses.get(0).fromPosition()).isZero();
            assertThat(losses.get(0).toPosition()).isEqualTo(3 * 64);
        }
    }

    @Test
    void anEndpointThatNothingWasAskedOfClosesAtOnce() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:nobody");
            Endpoint server = crank.listen("mem:nothing");
            client.close();
            server.close();
            crank.turn(3);
            assertThat(client.state()).isEqualTo(CLOSED);
            assertThat(server.state()).isEqualTo(CLOSED);
            crank.listen("mem:nothing");
        }
    }

    @Test
    void twiceIsAsOnce() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:nobody");
            client.close();
            client.close();
            crank.turn(3);
            client.close();
            crank.turn(3);
            assertThat(crank.path(client).stream().filter(state -> state == CLOSED))
                    .hasSize(1);
            assertThat(crank.path(client).stream().filter(state -> state == DRAINING))
                    .hasSize(1);
        }
    }

    @Test
    void everyCallAfterItSaysClosed() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:nobody");
            Publication publication = client.publication("s");
            client.close();
            crank.turn(3);
            assertThat(publication.isClosed()).isTrue();
            assertThat(publication.claim(8).status()).isEqualTo(OfferStatus.CLOSED);
            assertThatExceptionOfType(PublicationException.class)
                    .isThrownBy(() -> publication.publish("late"))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
            assertThatExceptionOfType(PublicationException.class).isThrownBy(() -> client.publication("t"));
            assertThatExceptionOfType(PublicationException.class)
                    .isThrownBy(() -> client.subscribe("t", message -> {}));
            assertThat(client.counters().bytesPublished()).isZero();
            client.kick();
            crank.turn(1);
        }
    }

    @Test
    void countersStayAfterIt() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            server.subscribe("s", message -> {});
            Endpoint client = crank.connect("mem:x");
            client.publication("s").publish("one");
            client.close();
            crank.until("closed", () -> client.state() == CLOSED);
            server.close();
            crank.until("closed", () -> server.state() == CLOSED);
            assertThat(client.counters().messagesPublished()).isEqualTo(1);
            assertThat(server.counters().messagesHandled()).isEqualTo(1);
        }
    }

    @Test
    void aBlockedPublishIsReleased() throws Exception {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:nobody?ring=64k&publish-timeout=1h&drain-timeout=1s");
            Publication publication = client.publication("s");
            while (publication.offer(MESSAGE, 0, 32) == OfferStatus.ACCEPTED) {
                // fill the ring
            }
            CompletableFuture<Throwable> released = new CompletableFuture<>();
            Thread publisher = new Thread(() -> {
                try {
                    publication.publish(MESSAGE);
                    released.complete(null);
                } catch (RuntimeException e) {
                    released.complete(e);
                }
            });
            publisher.start();
            crank.turn(10);
            client.close();
            crank.turn(3);
            assertThat(released.get(10, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(PublicationException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.CLOSED));
        }
    }

    @Test
    void aWaitingDrainIsReleased() throws Exception {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:nobody?drain-timeout=1s");
            client.publication("s").offer(MESSAGE, 0, 32);
            CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(
                    () -> client.drain(Duration.ofHours(1)), command -> new Thread(command).start());
            crank.turn(10);
            client.close();
            crank.until("closed", () -> client.state() == CLOSED);
            assertThat(drained.get(10, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void fromWithinALifecycleListenerDoesNotHang() {
        AtomicReference<Endpoint> client = new AtomicReference<>();
        LifecycleListener closing = event -> {
            if (event.kind() == Kind.LINK_UP && event.endpoint().startsWith("client")) {
                client.get().close();
            }
        };
        try (HandCranked crank = new HandCranked(List.of(closing))) {
            crank.listen("mem:x");
            client.set(crank.connect("mem:x"));
            crank.until("closed", () -> client.get().state() == CLOSED);
        }
    }

    @Test
    void fromWithinAHandlerDoesNotHang() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            List<String> got = new ArrayList<>();
            server.subscribe("s", message -> {
                got.add(message.asString());
                server.close();
            });
            Endpoint client = crank.connect("mem:x?drain-timeout=1s");
            client.publication("s").publish("one");
            crank.until("closed", () -> server.state() == CLOSED);
            assertThat(got).containsExactly("one");
        }
    }

    @Test
    void aStreamThatIsClosedAndOpenedAgainLosesNothing() {
        try (HandCranked crank = new HandCranked()) {
            List<String> got = new ArrayList<>();
            Endpoint server = crank.listen("mem:x");
            server.subscribe("s", message -> got.add(message.asString()));
            Endpoint client = crank.connect("mem:x");
            List<String> sent = new ArrayList<>();
            for (int life = 0; life < 5; life++) {
                Publication publication = client.publication("s");
                for (int i = 0; i < 20; i++) {
                    sent.add(life + "/" + i);
                    publication.publish(life + "/" + i);
                }
                publication.close();
                crank.turn(life);
            }
            crank.pass(Duration.ofMillis(100));
            crank.turn(50);
            assertThat(got).isEqualTo(sent);
        }
    }
}
