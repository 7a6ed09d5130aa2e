// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ErrorCode;
import io.millrace.error.RejectedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeysTest {
    private static final String KEY =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final TokenKeys KEYS = TokenKeys.parse("k1:" + KEY);
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final SessionToken TOKEN = SessionToken.issue(
            "orders/ä 1",
            "hub",
            NOW,
            Duration.ofMinutes(5),
            new StreamRights(List.of("orders*", "a&b=c%"), List.of("prices")));

    @Test
    void whatWasSignedIsWhatIsRead() {
        String text = KEYS.sign(TOKEN);

        assertThat(text).matches("mrt1\\.k1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}");
        assertThat(KEYS.verify(text)).isEqualTo(TOKEN);
        assertThat(SessionToken.unverified(text)).isEqualTo(TOKEN);
    }

    /** Each of its characters, put for another one of the alphabet: nothing of a token is outside the signature. */
    @Test
    void everyAlterationIsNoticed() {
        String text = KEYS.sign(TOKEN);
        for (int i = 0; i < text.length(); i++) {
            for (char c : new char[] {'A', 'B', 'z', '0', '_', '.', '=', ' '}) {
                if (text.charAt(i) != c) {
                    String altered = text.substring(0, i) + c + text.substring(i + 1);
                    assertInvalid(altered, KEYS);
                }
            }
            assertInvalid(text.substring(0, i), KEYS);
        }
        assertInvalid(text + "A", KEYS);
    }

    @Test
    void anyKeyOfTheRingVerifiesAndTheFirstSigns() {
        String old = KEYS.sign(TOKEN);
        TokenKeys both = TokenKeys.parse("# the new one first\n" + TokenKeys.generate("k2") + "\r\nk1:" + KEY + "\n");

        assertThat(both.ids()).containsExactly("k2", "k1");
        assertThat(both.verify(old)).isEqualTo(TOKEN);
        assertThat(both.sign(TOKEN)).startsWith("mrt1.k2.");
        assertInvalid(both.sign(TOKEN), KEYS);
    }

    @Test
    void anotherKeyUnderTheSameIdIsNoticed() {
        assertInvalid(TokenKeys.parse(TokenKeys.generate("k1")).sign(TOKEN), KEYS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // no claims at all
                "sub=a&aud=b&iat=1&exp=2", // no id
                "sub=a&sub=b&aud=b&iat=1&exp=2&jti=x",
                "sub=a&aud=b&iat=1&exp=2&jti=x&admin=true", // not understood: it might forbid something
                "sub=a&aud=b&iat=2&exp=1&jti=x",
                "sub=a&aud=b&iat=-1&exp=1&jti=x",
                "sub=a&aud=b&iat=1&exp=999999999999&jti=x",
                "sub=%61&aud=b&iat=1&exp=2&jti=x", // two ways to write one thing
                "sub=%ff&aud=b&iat=1&exp=2&jti=x",
                "sub=%C3&aud=b&iat=1&exp=2&jti=x",
                "sub=a&aud=b&iat=1&exp=2&jti=x&publish=a*b",
                "sub=a&aud=b&iat=1&exp=2&jti=x&publish=",
                "sub=a&aud=b&iat=1&exp=2&jti=x&",
                "sub=a b&aud=b&iat=1&exp=2&jti=x",
            })
    void wellSignedNonsenseIsRefused(String claims) throws Exception {
        String signed = "mrt1.k1."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
        byte[] sum = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        assertInvalid(signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sum), KEYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#k:x", "nokey", "k1:", "k1:!!!secret!!!", "k1:c2hvcnQ=", "k 1:AAAA", ":AAAA"})
    void badKeysAreRefusedUnseen(String keys) {
        assertThatThrownBy(() -> TokenKeys.parse(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("c2hvcnQ")
                .hasNoCause();
    }

    @Test
    void aKeyIdCannotBeThereTwice() {
        assertThatThrownBy(() -> TokenKeys.parse("k1:" + KEY + ",k1:" + KEY)).hasMessageContaining("twice");
    }

    @Test
    void noKeyIsShown() {
        assertThat(KEYS.toString()).isEqualTo("token keys [k1]");
    }

    @Test
    void rightsAreExactNamesOrBeginnings() {
        StreamRights rights = StreamRights.publishing("orders", "audit*").and(StreamRights.subscribing("*"));

        assertThat(rights.mayPublish("orders")).isTrue();
        assertThat(rights.mayPublish("orders2")).isFalse();
        assertThat(rights.mayPublish("order")).isFalse();
        assertThat(rights.mayPublish("audit")).isTrue();
        assertThat(rights.mayPublish("audit/eu")).isTrue();
        assertThat(rights.mayPublish("audi")).isFalse();
        assertThat(rights.maySubscribe("anything")).isTrue();
        assertThat(StreamRights.none().maySubscribe("anything")).isFalse();
        assertThat(StreamRights.decode(rights.encode())).isEqualTo(rights);
    }

    @Test
    void theClosestEntryOfAnAccessListDecides() {
        AccessList list = AccessPolicy.builder()
                .allow("*", StreamRights.none())
                .allow("node/*", StreamRights.publishing("few"))
                .allow("node/admin", StreamRights.all())
                .build();
        assertThat(rights(list, "node/admin")).isEqualTo(StreamRights.all());
        assertThat(rights(list, "node/1")).isEqualTo(StreamRights.publishing("few"));
        assertThat(rights(list, "else")).isEqualTo(StreamRights.none());
        assertThat(rights(AccessPolicy.builder().build(), "else")).isEqualTo(StreamRights.none());
    }

    private static StreamRights rights(AccessPolicy policy, String identity) {
        return policy.rights(new ArrivingPeer("hub", identity, null, null));
    }

    private static void assertInvalid(String text, TokenKeys keys) {
        assertThatThrownBy(() -> keys.verify(text))
                .as(text)
                .isInstanceOf(RejectedException.class)
                .extracting("code")
                .isEqualTo(ErrorCode.TOKEN_INVALID);
    }
}
