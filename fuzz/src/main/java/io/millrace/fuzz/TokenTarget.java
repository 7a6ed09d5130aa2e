// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import io.millrace.access.SessionToken;
import io.millrace.access.TokenKeys;
import io.millrace.error.ErrorCode;
import io.millrace.error.RejectedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Any text as a session token, with the signature that it has or a right one: a token that signs and reads as the same again,
 * or {@code TOKEN_INVALID} in printable words.
 */
public final class TokenTarget {
    /** The first byte of an input: the text as it is. */
    static final byte AS_IT_IS = 0;

    /** With a right signature behind it. */
    static final byte SIGNED = 1;

    /** As the claims of a token of a known key, rightly signed. */
    static final byte CLAIMS = 2;

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] KEY = "a key of the fuzzer's, which is no secret".getBytes(StandardCharsets.US_ASCII);
    private static final TokenKeys KEYS =
            TokenKeys.parse("k1:" + Base64.getEncoder().encodeToString(KEY));

    private TokenTarget() {}

    /** One input: a byte for what is done to the rest, which is text. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length > 1) {
            String rest = new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1);
            read(
                    switch (data[0] & 3) {
                        case AS_IT_IS -> rest;
                        case SIGNED -> signed(rest);
                        default -> signed("mrt1.k1." + base64(rest.getBytes(StandardCharsets.ISO_8859_1)));
                    });
        }
    }

    /** A token that the key of this target has signed. */
    static String token(SessionToken token) {
        return KEYS.sign(token);
    }

    private static void read(String text) {
        try {
            SessionToken.unverified(text);
        } catch (RejectedException refused) {
            check(refused);
        }
        SessionToken token;
        try {
            token = KEYS.verify(text);
        } catch (RejectedException refused) {
            check(refused);
            return;
        }
        SessionToken again = new SessionToken(
                token.subject(), token.audience(), token.issuedAt(), token.expiresAt(), token.id(), token.rights());
        if (!KEYS.verify(KEYS.sign(again)).equals(token)) {
            throw new AssertionError("reads differently the second time: " + token);
        }
        if (token.expiresAt().isBefore(Instant.EPOCH)) {
            throw new AssertionError("ends before time began: " + token);
        }
    }

    private static void check(RejectedException refused) {
        List<String> said = List.of(refused.detail(), refused.hint());
        if (refused.code() != ErrorCode.TOKEN_INVALID
                || said.stream().anyMatch(text -> text.isEmpty() || !isPrintable(text))) {
            throw new AssertionError("refused in the wrong words", refused);
        }
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static String signed(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(KEY, ALGORITHM));
            return text + "." + base64(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
