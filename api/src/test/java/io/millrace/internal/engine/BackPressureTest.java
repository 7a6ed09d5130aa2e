// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.supervision.LinkState.DEGRADED;
import static io.millrace.supervision.LinkState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.Subscription;
import io.millrace.ThreadingMode;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@EveryThreading
class BackPressureTest {

    BackPressureTest(ThreadingMode mode) {
        HandCranked.threading(mode);
    }

    private static final byte[] MESSAGE = new byte[32];

    private static int fill(Publication publication) {
        int count = 0;
        while (publication.offer(MESSAGE, 0, 32) == OfferStatus.ACCEPTED) {
            count++;
        }
        return count;
    }

    @Test
    void isAnnouncedWhenItBeginsAndWhenItEnds() {
        try (HandCranked crank = new HandCranked()) {
            AtomicBoolean busy = new AtomicBoolean(true);
            Endpoint server = crank.listen("mem:x");
            server.subscribeControlled("s", message -> busy.get() ? Action.RETRY : Action.CONTINUE);
            Endpoint client = crank.connect("mem:x?ring=64k");
            Publication publication = client.publication("s");
            crank.until("up", () -> client.state() == UP);
            int sent = fill(publication);
            assertThat(sent).isBetween(1000, 1024);
            crank.pass(Duration.ofSeconds(1));
            assertThat(crank.events(Kind.BACK_PRESSURED)).hasSize(1);
            crank.until("degraded", Duration.ofSeconds(7), () -> client.state() == DEGRADED);
            assertThat(crank.events(Kind.BACK_PRESSURED)).hasSize(1);
            busy.set(false);
            crank.until("up again", () -> client.state() == UP);
            assertThat(crank.events(Kind.BACK_PRESSURE_RELIEVED)).hasSize(1);
            crank.until("all there", () -> server.counters().messagesHandled() == sent);
            assertThat(client.counters().backPressured()).isPositive();
            assertThat(crank.events(Kind.LINK_DOWN)).isEmpty();
        }
    }

    @Test
    void onAnEngineThreadPublishFailsAtOnce() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:nobody?ring=64k&publish-timeout=1h");
            Publication publication = client.publication("s");
            fill(publication);
            assertThatExceptionOfType(PublicationException.class)
                    .isThrownBy(() -> publication.publish(MESSAGE))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BACK_PRESSURED))
                    .withMessageContaining("65536")
                    .withMessageContaining("option ring");
            assertThat(publication.drain(Duration.ofHours(1))).isFalse();
        }
    }

    @Test
    void aHandlerThatPublishesIntoAFullRingLosesNothing() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x?ring=64k");
            Publication back = server.publication("echo");
            server.subscribe("s", message -> back.publish(message.asString()));
            Endpoint client = crank.connect("mem:x?ring=256k");
            List<String> got = new ArrayList<>();
            client.subscribe("echo", message -> got.add(message.asString()));
            Publication publication = client.publication("s");
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                String text = "message " + i;
                byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                while (publication.offer(ByteBuffer.wrap(bytes), 0, bytes.length) != OfferStatus.ACCEPTED) {
                    crank.pass(Duration.ofNanos(10_000));
                }
                sent.add(text);
            }
            crank.until("all back", () -> got.size() >= sent.size());
            assertThat(got).isEqualTo(sent);
            assertThat(crank.events(Kind.LINK_DOWN)).isEmpty();
            assertThat(crank.events(Kind.HANDLER_FAILED)).isEmpty();
        }
    }

    @Test
    void nobodySubscribesUntilSomebodyDoes() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            Endpoint client = crank.connect("mem:x");
            Publication publication = client.publication("s");
            assertThat(publication.offer(MESSAGE, 0, 32))
                    .as("nobody has said no yet")
                    .isEqualTo(OfferStatus.ACCEPTED);
            crank.until("up", () -> client.state() == UP);
            crank.turn(5);
            assertThat(publication.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.NOT_CONNECTED);
            assertThat(publication.claim(8).status()).isEqualTo(OfferStatus.NOT_CONNECTED);
            assertThatExceptionOfType(PublicationException.class)
                    .isThrownBy(() -> publication.publish(MESSAGE))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_CONNECTED));
            Subscription subscription = server.subscribe("s", message -> {});
            crank.turn(5);
            assertThat(publication.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.ACCEPTED);
            crank.until("both handled", Duration.ofSeconds(1), () -> subscription.handled() == 2);
            subscription.close();
            crank.turn(5);
            assertThat(publication.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.NOT_CONNECTED);
        }
    }

    @Test
    void aListenerWhoseLastSessionEndedHasNobodyToPublishTo() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            Publication publication = server.publication("s");
            assertThat(publication.offer(MESSAGE, 0, 32))
                    .as("before anybody came")
                    .isEqualTo(OfferStatus.ACCEPTED);
            Endpoint client = crank.connect("mem:x");
            Subscription subscription = client.subscribe("s", message -> {});
            crank.until("handled", () -> subscription.handled() == 1);
            client.close();
            crank.until("gone", () -> server.sessions() == 0);
            assertThat(publication.offer(MESSAGE, 0, 32)).isEqualTo(OfferStatus.NOT_CONNECTED);
        }
    }
}
