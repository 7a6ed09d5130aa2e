// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.access.AccessPolicy;
import io.millrace.access.SessionToken;
import io.millrace.access.StreamRights;
import io.millrace.access.TokenKeys;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.SessionId;
import io.millrace.spi.PeerPrincipal;
import io.millrace.spi.Secrets;
import io.millrace.spi.frame.Extension;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatekeeperTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private String keyFile = TokenKeys.generate("k1");
    private Instant now = NOW;
    private long nowNs = -5_000_000_000L;

    private @Nullable Gatekeeper keeper(String options, @Nullable AccessPolicy policy) {
        EndpointUri uri = EndpointUri.parse("mem:hub" + options);
        Secrets secrets = Secrets.of(Map.of("keys", () -> keyFile));
        return Gatekeeper.of(
                Options.parse(uri, AccessOptions.ALL), "hub", new RuntimeAccess(secrets, policy, () -> now));
    }

    private Gatekeeper guarded(String more) {
        Gatekeeper keeper = keeper("?token-keys=callback:keys" + more, null);
        assertThat(keeper).isNotNull();
        return keeper;
    }

    private String token(String subject, String audience) {
        return TokenKeys.parse(keyFile)
                .sign(SessionToken.issue(subject, audience, NOW, MINUTE, StreamRights.publishing("orders")));
    }

    private static Handshake hello(long session, String identity, @Nullable String token) {
        List<Extension> extensions = token == null
                ? List.of()
                : List.of(new Extension(Extension.TOKEN, token.getBytes(StandardCharsets.US_ASCII)));
        return new Handshake(
                FrameDescriptor.KIND_HELLO,
                1,
                1,
                0,
                session,
                session,
                1,
                1 << 18,
                1000,
                60_000,
                0,
                identity,
                extensions);
    }

    private void assertRefused(ErrorCode code, Gatekeeper keeper, Handshake hello, @Nullable PeerPrincipal principal) {
        assertThatThrownBy(() -> keeper.admit(hello, principal, nowNs))
                .isInstanceOf(MillraceException.class)
                .extracting("code")
                .isEqualTo(code);
    }

    @Test
    void withoutOptionsAndPolicyNobodyGuards() {
        assertThat(keeper("", null)).isNull();
    }

    @Test
    void aTokenBelongsToTheSessionThatFirstShowedIt() {
        Gatekeeper keeper = guarded("");
        String token = token("a", "hub");

        Grant grant = keeper.admit(hello(1, "a", token), null, nowNs);
        assertThat(grant.mayPublish("orders")).isTrue();
        assertThat(grant.mayPublish("else")).isFalse();
        assertThat(keeper.admit(hello(1, "a", token), null, nowNs))
                .as("another link of it")
                .isEqualTo(grant);
        assertRefused(ErrorCode.TOKEN_REPLAYED, keeper, hello(2, "a", token), null);
        assertThat(keeper.admit(hello(2, "a", token("a", "hub")), null, nowNs)).isEqualTo(grant);
    }

    @Test
    void whoIsRefusedDoesNotUseTheTokenUp() {
        Gatekeeper keeper = guarded("");
        String token = token("a", "hub");

        assertRefused(ErrorCode.IDENTITY_UNPROVEN, keeper, hello(2, "thief", token), null);
        keeper.admit(hello(1, "a", token), null, nowNs);
    }

    @Test
    void aTokenForManySessionsIsNoReplay() {
        Gatekeeper keeper = guarded("&token-use=many");
        String token = token("a", "hub");
        keeper.admit(hello(1, "a", token), null, nowNs);
        keeper.admit(hello(2, "a", token), null, nowNs);
    }

    @Test
    void theMemoryOfTokensIsBoundedAndRefusesWhenFull() {
        ReplayMemory memory = new ReplayMemory(2);
        SessionId one = new SessionId(1, 1);
        SessionId two = new SessionId(2, 2);
        assertThat(memory.remember("a", one, 10, 5)).isTrue();
        assertThat(memory.remember("b", one, 20, 5)).isTrue();
        assertThat(memory.remember("c", one, 20, 5)).as("full").isFalse();
        assertThat(memory.isReplay("a", two)).isTrue();
        assertThat(memory.isReplay("a", one)).isFalse();
        assertThat(memory.remember("a", one, 10, 5)).as("known").isTrue();
        assertThat(memory.remember("c", one, 20, 11)).as("a has expired").isTrue();
        assertThat(memory.isReplay("a", two)).isFalse();
        assertThat(memory.size()).isEqualTo(2);
    }

    /** Issued at 0, holds for 60 s; clocks may differ by 10 s. */
    @ParameterizedTest
    @CsvSource({"-11, TOKEN_EXPIRED", "-10,", "0,", "60,", "70,", "71, TOKEN_EXPIRED", "86400, TOKEN_EXPIRED"})
    void aTokenHoldsForItsTimeAndTheSkew(long second, @Nullable ErrorCode refusal) {
        Gatekeeper keeper = guarded("&token-skew=10s");
        Handshake hello = hello(1, "a", token("a", "hub"));
        now = NOW.plusSeconds(second);
        if (refusal == null) {
            keeper.admit(hello, null, nowNs);
        } else {
            assertRefused(refusal, keeper, hello, null);
        }
    }

    @Test
    void whatIsWrongWithTheToken() {
        Gatekeeper keeper = guarded("");
        String good = token("a", "hub");
        assertRefused(ErrorCode.TOKEN_AUDIENCE, keeper, hello(1, "a", token("a", "other")), null);
        assertRefused(ErrorCode.TOKEN_INVALID, keeper, hello(1, "a", good + "x"), null);
        assertRefused(ErrorCode.TOKEN_INVALID, keeper, hello(1, "a", ""), null);
        assertRefused(ErrorCode.REJECTED_AUTH, keeper, hello(1, "a", null), null);
        assertRefused(ErrorCode.IDENTITY_UNPROVEN, keeper, hello(1, "b", good), null);
        assertRefused(ErrorCode.IDENTITY_UNPROVEN, keeper, hello(1, "ab", good), null);
        keeper.admit(hello(1, "a/endpoint", good), null, nowNs);
    }

    @Test
    void keysAreReadAgainAndTheLastOnesStayIfTheyCannotBe() {
        Gatekeeper keeper = guarded("");
        String old = token("a", "hub");
        keeper.admit(hello(1, "a", old), null, nowNs);
        keyFile = TokenKeys.generate("k2");
        assertRefused(ErrorCode.TOKEN_INVALID, keeper, hello(2, "a", token("a", "hub")), null);

        nowNs += 1_000_000_000;
        keeper.admit(hello(2, "a", token("a", "hub")), null, nowNs);
        assertRefused(ErrorCode.TOKEN_INVALID, keeper, hello(1, "a", old), null);

        String last = token("a", "hub");
        keyFile = "";
        nowNs += 1_000_000_000;
        keeper.admit(hello(3, "a", last), null, nowNs);
    }

    @ParameterizedTest
    @CsvSource({
        // identity-from, whose certificate, which user, identity, refusal
        "certificate, orders-1,, orders-1,",
        "certificate, orders-1,, orders-1/feed,",
        "certificate, orders-1,, orders-2, IDENTITY_UNPROVEN",
        "certificate, orders-1,, san.example,",
        "certificate, orders-1,, orders, IDENTITY_UNPROVEN",
        "certificate,,, orders-1, IDENTITY_UNPROVEN",
        "certificate,, alice, alice, IDENTITY_UNPROVEN",
        "user,, alice, alice,",
        "user,, alice, bob, IDENTITY_UNPROVEN",
        "user, alice,, alice, IDENTITY_UNPROVEN",
        "any,, alice, alice,",
        "any, orders-1,, orders-1,",
        "any,,, orders-1, IDENTITY_UNPROVEN",
    })
    void identityIsBoundToWhatTheCarrierProves(
            String from,
            @Nullable String commonName,
            @Nullable String user,
            String identity,
            @Nullable ErrorCode refusal) {
        PeerPrincipal principal = user != null
                ? PeerPrincipal.unixUser(user, "staff")
                : commonName == null
                        ? null
                        : PeerPrincipal.certificate("CN=" + commonName + ",O=CN\\=root", List.of("san.example"));
        Gatekeeper keeper = keeper("?identity-from=" + from, null);
        if (refusal == null) {
            assertThat(keeper.admit(hello(1, identity, null), principal, nowNs)).isEqualTo(Grant.EVERYTHING);
        } else {
            assertRefused(refusal, keeper, hello(1, identity, null), principal);
        }
    }

    @Test
    void tokenAndCertificateMayBothBeAskedFor() {
        Gatekeeper keeper = guarded("&identity-from=certificate");
        PeerPrincipal certificate = PeerPrincipal.certificate("CN=a", List.of());
        assertRefused(ErrorCode.REJECTED_AUTH, keeper, hello(1, "a", null), certificate);
        assertRefused(ErrorCode.IDENTITY_UNPROVEN, keeper, hello(1, "a", token("a", "hub")), null);
        assertRefused(ErrorCode.IDENTITY_UNPROVEN, keeper, hello(1, "a", token("b", "hub")), certificate);
        keeper.admit(hello(1, "a", token("a", "hub")), certificate, nowNs);
    }

    @Test
    void aRightTakesBothTheTokensAndThePolicys() {
        Gatekeeper keeper = keeper(
                "?token-keys=callback:keys",
                peer -> peer.identity().equals("a") ? StreamRights.publishing("o*", "p") : StreamRights.all());
        Grant grant = keeper.admit(hello(1, "a", token("a", "hub")), null, nowNs);
        assertThat(grant.mayPublish("orders")).isTrue();
        assertThat(grant.mayPublish("oh")).as("not the token's").isFalse();
        assertThat(grant.mayPublish("p")).as("not the token's").isFalse();
        assertThat(grant.maySubscribe("orders")).isFalse();
        assertThat(Grant.of(grant.extensions())).isEqualTo(grant);
    }

    @Test
    void aPolicyThatThrowsTurnsAway() {
        Gatekeeper throwing = keeper("", peer -> {
            throw new IllegalStateException("the canary");
        });
        assertThatThrownBy(() -> throwing.admit(hello(1, "a", null), null, nowNs))
                .hasMessageContainingAll("REJECTED_AUTH", "IllegalStateException")
                .hasMessageNotContaining("canary");
    }

    @Test
    void optionsThatDoNotGoTogether() {
        assertThatThrownBy(() -> keeper("?identity-from=token", null)).hasMessageContaining("token-keys");
        assertThatThrownBy(() -> Gatekeeper.of(
                        Options.parse(EndpointUri.parse("mem:hub?token-keys=callback:keys"), AccessOptions.ALL),
                        "",
                        RuntimeAccess.DEFAULT))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("needs name");
    }
}
