// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.supervision.LinkState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Claim;
import io.millrace.Endpoint;
import io.millrace.Message;
import io.millrace.MessageKind;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.error.ConfigurationException;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests, and what comes back over the reply publication of their session. */
class RepliesTest {

    private static void request(Publication publication, long correlationId) {
        try (Claim claim = publication.claim(8)) {
            assertThat(claim.status()).isEqualTo(OfferStatus.ACCEPTED);
            claim.request(correlationId).buffer().putLong(correlationId * 10);
            claim.commit();
        }
    }

    /** Answers with the double, or, a number that 3 divides, with error 42. */
    private static void answer(Message message) {
        assertThat(message.kind()).isEqualTo(MessageKind.REQUEST);
        try (Claim claim = message.reply().claim(8)) {
            assertThat(claim.status()).isEqualTo(OfferStatus.ACCEPTED);
            claim.correlationId(message.correlationId());
            claim.buffer().putLong(2 * message.getLong(0));
            if (message.correlationId() % 3 == 0) {
                claim.errorStatus(42);
            }
            claim.commit();
        }
    }

    private static String line(Message message) {
        return message.kind() + " " + message.correlationId() + " " + message.status() + " " + message.getLong(0);
    }

    @Test
    void goToTheSessionThatAskedAndToNoOther() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            server.subscribe("questions", RepliesTest::answer);
            Endpoint one = crank.connect("mem:x?name=one");
            Endpoint two = crank.connect("mem:x?name=two");
            List<String> toOne = new ArrayList<>();
            List<String> toTwo = new ArrayList<>();
            one.subscribeReplies(message -> toOne.add(line(message)));
            two.subscribeReplies(message -> toTwo.add(line(message)));
            Publication fromOne = one.publication("questions");
            Publication fromTwo = two.publication("questions");
            crank.until("up", () -> one.state() == UP && two.state() == UP);
            request(fromOne, 1);
            request(fromTwo, 2);
            request(fromOne, 3);
            crank.until("answered", () -> toOne.size() == 2 && toTwo.size() == 1);
            assertThat(toOne).containsExactly("RESPONSE 1 0 20", "RESPONSE 3 42 60");
            assertThat(toTwo).containsExactly("RESPONSE 2 0 40");
        }
    }

    @Test
    void areThereBothWays() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            List<String> answers = new ArrayList<>();
            server.subscribeReplies(message -> answers.add(line(message)));
            Publication questions = server.publication("questions");
            Endpoint client = crank.connect("mem:x");
            client.subscribe("questions", RepliesTest::answer);
            crank.until("up", () -> client.state() == UP);
            request(questions, 5);
            crank.until("answered", () -> answers.size() == 1);
            assertThat(answers).containsExactly("RESPONSE 5 0 100");
        }
    }

    @Test
    void endWithTheSessionAndAreCountedAfterwards() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x?session-timeout=100ms");
            List<Publication> replies = new ArrayList<>();
            server.subscribe("questions", message -> replies.add(message.reply()));
            Endpoint client = crank.connect("mem:x");
            Publication questions = client.publication("questions");
            crank.until("up", () -> client.state() == UP);
            request(questions, 1);
            request(questions, 2);
            crank.until("asked", () -> replies.size() == 2);
            Publication reply = replies.get(0);
            assertThat(replies.get(1)).as("one a session").isSameAs(reply);
            assertThat(reply.offer(new byte[8], 0, 8)).isEqualTo(OfferStatus.ACCEPTED);
            int id = ((RingPublication) reply).streamId();
            client.close();
            crank.until("ended", () -> server.sessions() == 0);
            assertThat(reply.offer(new byte[8], 0, 8)).isEqualTo(OfferStatus.CLOSED);
            assertThat(reply.claim(8).status()).isEqualTo(OfferStatus.CLOSED);
            assertThat(server.counters().repliesTooLate()).isEqualTo(2);
            assertThat(crank.events(Kind.LOSS).filter(event -> event.stream().equals(ReplyPublications.STREAM)))
                    .as("nobody subscribed to the reply that was accepted")
                    .hasSize(1);
            assertThat(crank.runtime.streamIds().isUsed(id)).isFalse();
        }
    }

    @Test
    void aSuccessorOfTheSameIdentityGetsOnesOfItsOwn() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            List<Publication> replies = new ArrayList<>();
            server.subscribe("questions", message -> replies.add(message.reply()));
            for (int i = 0; i < 2; i++) {
                Endpoint client = crank.connect("mem:x?name=twin&drain-timeout=0ns");
                Publication questions = client.publication("questions");
                crank.until("up", () -> client.state() == UP);
                int asked = i + 1;
                request(questions, asked);
                crank.until("asked", () -> replies.size() == asked);
                if (i == 0) {
                    crank.pass(Duration.ofMillis(10));
                }
            }
            assertThat(replies.get(1)).isNotSameAs(replies.get(0));
            assertThat(replies.get(1).isClosed()).isFalse();
        }
    }

    @Test
    void theirStreamsNameIsTheEngines() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:x");
            for (Runnable call : List.<Runnable>of(
                    () -> client.publication("$replies"), () -> client.subscribe("$replies", message -> {}))) {
                assertThatExceptionOfType(ConfigurationException.class)
                        .isThrownBy(call::run)
                        .withMessageContaining("$replies")
                        .withMessageContaining("subscribeReplies");
            }
            client.subscribeReplies(message -> {});
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> client.subscribeReplies(message -> {}));
            try (Claim claim = client.publication("s").claim(8)) {
                assertThatExceptionOfType(IllegalStateException.class)
                        .isThrownBy(() -> claim.errorStatus(1))
                        .withMessageContaining("Message.reply()");
            }
        }
    }
}
