// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Endpoint;
import io.millrace.Message;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.Subscription;
import io.millrace.ThreadingMode;
import io.millrace.access.AccessPolicy;
import io.millrace.access.SessionToken;
import io.millrace.access.StreamRights;
import io.millrace.access.TokenKeys;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.internal.access.RuntimeAccess;
import io.millrace.spi.Secrets;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, and what they may do: seen from both ends, over {@code mem:}. */
@EveryThreading
class AccessTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final StreamRights ALL = StreamRights.all();

    private final String key = TokenKeys.generate("k1");
    private final TokenKeys keys = TokenKeys.parse(key);
    private final HandCranked crank;
    private final List<String> heard = new ArrayList<>();
    private Instant now = NOW;
    private String fresh = "";
    private @Nullable Endpoint hub;

    AccessTest(ThreadingMode threading) {
        HandCranked.threading(threading);
        crank = new HandCranked();
    }

    @AfterEach
    void close() {
        crank.close();
        HandCranked.threading(ThreadingMode.SHARED);
    }

    private Endpoint listen(String options, @Nullable AccessPolicy policy) {
        Secrets secrets = Secrets.of(Map.of("keys", () -> key, "fresh", () -> fresh));
        crank.runtime.access(new RuntimeAccess(secrets, policy, () -> now));
        hub = crank.listen("mem:hub?name=hub&ring=64k&window=16k" + options);
        hub.subscribe("orders", message -> heard.add(message.asString()));
        hub.subscribe("audit", message -> heard.add("audit " + message.asString()));
        return hub;
    }

    private Endpoint listen() {
        return listen("&token-keys=callback:keys", null);
    }

    private String token(StreamRights rights) {
        return keys.sign(SessionToken.issue("a", "hub", now, MINUTE, rights));
    }

    private Endpoint connect(String token) {
        return crank.connect("mem:hub?name=a&ring=64k&window=16k&token=" + token);
    }

    private void up(Endpoint client) {
        crank.until("up", () -> client.state() == LinkState.UP);
    }

    @Test
    void aGoodTokenLetsIn() {
        listen();
        Endpoint client = connect(token(ALL));
        Publication orders = client.publication("orders");
        orders.publish("1");
        crank.until("heard", () -> heard.equals(List.of("1")));
        up(client);
    }

    @ParameterizedTest
    @CsvSource({
        "altered, TOKEN_INVALID",
        "other key, TOKEN_INVALID",
        "expired, TOKEN_EXPIRED",
        "audience, TOKEN_AUDIENCE",
        "replayed, TOKEN_REPLAYED",
        "subject, IDENTITY_UNPROVEN",
        "none, REJECTED_AUTH",
    })
    void whoIsNotLetInLearnsTheCodeInOneAttempt(String what, ErrorCode code) {
        listen();
        Endpoint client =
                switch (what) {
                    case "altered" -> connect(token(ALL).replace("mrt1.k1.", "mrt1.k1.A"));
                    case "other key" ->
                        connect(TokenKeys.parse(TokenKeys.generate("k1"))
                                .sign(SessionToken.issue("a", "hub", now, MINUTE, ALL)));
                    case "expired" ->
                        connect(keys.sign(SessionToken.issue("a", "hub", now.minusSeconds(3600), MINUTE, ALL)));
                    case "audience" -> connect(keys.sign(SessionToken.issue("a", "elsewhere", now, MINUTE, ALL)));
                    case "subject" -> connect(keys.sign(SessionToken.issue("b", "hub", now, MINUTE, ALL)));
                    case "none" -> crank.connect("mem:hub?name=a");
                    default -> {
                        String used = token(ALL);
                        up(connect(used));
                        yield connect(used);
                    }
                };
        Publication orders = client.publication("orders");
        crank.until("failed", () -> client.state() == LinkState.FAILED);
        calm();

        assertThat(client.failure().code()).isEqualTo(code);
        assertThat(refusals("client")).as("one attempt").hasSize(1);
        assertThat(client.failure().detail()).as("no detail").isEqualTo("the peer refused: " + peerSees(code));
        LifecycleEvent local = refusals("server").get(0);
        assertThat(local.cause().code()).isEqualTo(code);
        assertThat(local.cause().detail()).as("the detail stays here").hasSizeGreaterThan(20);
        assertThatThrownBy(() -> orders.publish("1"))
                .isInstanceOf(MillraceException.class)
                .hasCause(client.failure());
    }

    private static String peerSees(ErrorCode code) {
        return code == ErrorCode.REJECTED_AUTH ? "AUTH" : code.name();
    }

    /** Ten seconds in which whoever would try again has tried. */
    private void calm() {
        for (int i = 0; i < 100; i++) {
            crank.pass(Duration.ofMillis(100));
        }
    }

    private List<LifecycleEvent> refusals(String role) {
        return crank.events(Kind.ATTEMPT_FAILED)
                .filter(event -> event.endpoint().startsWith(role))
                .toList();
    }

    @Test
    void aSessionShowsItsTokenOnEachOfItsLinks() {
        listen();
        Endpoint client = connect(token(ALL));
        up(client);
        for (int i = 0; i < 3; i++) {
            client.isolate();
            crank.pass(Duration.ofSeconds(1));
            client.resume();
            up(client);
        }
        assertThat(crank.events(Kind.SESSION_RESUMED)).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void aTokenThatHasExpiredDoesNotResume() {
        listen();
        Endpoint client = connect(token(ALL));
        up(client);
        now = now.plusSeconds(3600);
        client.isolate();
        crank.pass(Duration.ofSeconds(1));
        client.resume();
        crank.until("failed", () -> client.state() == LinkState.FAILED);
        assertThat(client.failure().code()).isEqualTo(ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void aFreshTokenKeepsASessionForLongerThanAnyToken() {
        listen();
        fresh = token(ALL);
        Endpoint client = crank.connect("mem:hub?name=a&token=callback:fresh");
        up(client);
        now = now.plusSeconds(3600);
        fresh = token(ALL);
        client.isolate();
        crank.pass(Duration.ofSeconds(1));
        client.resume();
        up(client);
        assertThat(crank.events(Kind.SESSION_RESUMED)).isNotEmpty();
    }

    @Test
    void aDeniedStreamCannotBePublishedAndTheSessionLives() {
        listen();
        Endpoint client = connect(token(StreamRights.publishing("orders")));
        Publication audit = client.publication("audit");
        Publication orders = client.publication("orders");
        crank.until("denied", () -> audit.offer(new byte[1], 0, 1) == OfferStatus.DENIED);
        assertThatThrownBy(() -> audit.publish("x"))
                .isInstanceOf(MillraceException.class)
                .hasMessageContainingAll("STREAM_DENIED", "audit")
                .extracting("code")
                .isEqualTo(ErrorCode.STREAM_DENIED);
        assertThat(audit.drain(MINUTE)).isFalse();
        orders.publish("1");
        crank.until("heard", () -> heard.equals(List.of("1")));
        assertThat(client.state()).isEqualTo(LinkState.UP);
        calm();
        assertThat(crank.events(Kind.LINK_DOWN)).isEmpty();
        assertThat(crank.events(Kind.STREAM_CLOSED).map(LifecycleEvent::detail))
                .containsExactlyInAnyOrder("refused: DENIED", "DENIED");
    }

    @Test
    void aDeniedStreamCannotBeSubscribedTo() {
        Endpoint server = listen();
        Publication secret = server.publication("secret");
        Publication prices = server.publication("prices");
        List<String> received = new ArrayList<>();
        Endpoint client = connect(token(StreamRights.subscribing("prices")));
        Subscription denied = client.subscribe("secret", message -> received.add(message.asString()));
        client.subscribe("prices", message -> received.add(message.asString()));
        up(client);

        assertThat(denied.isClosed()).isTrue();
        assertThat(denied.stopCause())
                .isInstanceOf(MillraceException.class)
                .hasMessageContainingAll("STREAM_DENIED", "secret");
        assertThat(crank.events(Kind.SUBSCRIPTION_STOPPED)
                        .map(event -> event.cause().code()))
                .containsExactly(ErrorCode.STREAM_DENIED);
        assertThatThrownBy(() -> client.subscribe("secret", Message::asString)).hasMessageContaining("STREAM_DENIED");

        secret.offer(new byte[10], 0, 10);
        prices.publish("7");
        crank.until("received", () -> received.equals(List.of("7")));
        assertThat(secret.acknowledged()).isZero();
        assertThat(client.counters().messagesHandled()).isEqualTo(1);
    }

    @Test
    void rightsMayChangeWithTheNextLink() {
        Endpoint server = listen();
        Publication prices = server.publication("prices");
        Publication news = server.publication("news");
        List<String> received = new ArrayList<>();
        fresh = token(StreamRights.subscribing("prices"));
        Endpoint client = crank.connect("mem:hub?name=a&ring=64k&window=16k&token=callback:fresh");
        client.subscribe("prices", message -> received.add(message.asString()));
        Publication orders = client.publication("orders");
        up(client);
        crank.until("denied", () -> orders.offer(new byte[1], 0, 1) == OfferStatus.DENIED);

        fresh = token(StreamRights.subscribing("news").and(StreamRights.publishing("orders")));
        client.isolate();
        crank.pass(Duration.ofSeconds(1));
        client.resume();
        up(client);
        client.subscribe("news", message -> received.add(message.asString()));
        crank.until("news may go", () -> news.offer(new byte[] {'n'}, 0, 1) == OfferStatus.ACCEPTED);
        prices.offer(new byte[] {'p'}, 0, 1);
        crank.until("received", () -> received.equals(List.of("n")));
        crank.until("orders may go", () -> orders.offer(new byte[] {'o'}, 0, 1) == OfferStatus.ACCEPTED);
        crank.until("heard", () -> heard.contains("o"));
        calm();
        assertThat(received).containsExactly("n");
    }

    @Test
    void whatComesWithoutTheRightIsNotHandedUpWhateverThePeerDoes() {
        listen(
                "",
                AccessPolicy.builder()
                        .allow("a", StreamRights.publishing("orders"))
                        .build());
        Endpoint good = crank.connect("mem:hub?name=a");
        Endpoint bad = crank.connect("mem:hub?name=b");
        good.publication("orders").publish("good");
        bad.publication("orders").offer(new byte[] {'b'}, 0, 1);
        crank.until("heard", () -> heard.contains("good"));
        calm();
        assertThat(heard).containsExactly("good");
        assertThat(bad.state()).isEqualTo(LinkState.UP);
        assertThat(bad.publication("orders").offer(new byte[] {'b'}, 0, 1)).isEqualTo(OfferStatus.DENIED);
    }

    @Test
    void whoMayAskGetsAnswers() {
        Endpoint server = listen();
        List<String> answers = new ArrayList<>();
        server.subscribe("questions", message -> message.reply().offer(new byte[] {'!'}, 0, 1));
        Endpoint client = connect(token(StreamRights.publishing("questions")));
        client.subscribeReplies(message -> answers.add(message.asString()));
        client.publication("questions").publish("?");
        crank.until("answered", () -> answers.equals(List.of("!")));
    }

    @Test
    void aTokenWithoutANameGivesTheIdentity() {
        listen();
        Endpoint client = crank.connect("mem:hub?token=" + token(ALL));
        up(client);
        assertThat(client.identity()).startsWith("a/");
    }

    @Test
    void aGuardAtTheWrongEndIsAnError() {
        assertThatThrownBy(() -> crank.connect("mem:hub?token-keys=" + key))
                .hasMessageContainingAll("token-keys", "listening")
                .hasMessageNotContaining(key);
        assertThatThrownBy(() -> crank.listen("mem:hub?token=mrt1.secret"))
                .hasMessageContaining("connecting")
                .hasMessageNotContaining("mrt1.secret");
    }
}
