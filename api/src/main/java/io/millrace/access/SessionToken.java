// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

import io.millrace.error.ErrorCode;
import io.millrace.error.RejectedException;
import io.millrace.error.RemoteText;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What a session token says: who may come, to which listener, until when, and to do what. {@link TokenKeys} signs and
 * verifies it. Immutable; any thread. Times are whole seconds of the wall clock: whoever signs and whoever verifies must
 * agree on the time, up to the listener's {@code token-skew}.
 *
 * @param subject the identity that it is for; also for the endpoints of that node, {@code subject/…}
 * @param audience the {@code name} of the listener that it is for
 * @param issuedAt when it begins to hold
 * @param expiresAt from when on it does not hold
 * @param id unique: by it a listener notices that another session has used the token
 * @param rights streams that its bearer may publish and subscribe to
 */
public record SessionToken(
        String subject, String audience, Instant issuedAt, Instant expiresAt, String id, StreamRights rights) {

    /** The longest text of a token in characters; it must fit into a HELLO. */
    public static final int MAX_CHARS = 3072;

    static final String VERSION = "mrt1";

    private static final int MAX_NAME_BYTES = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Checks every bound, and cuts times to whole seconds.
     *
     * @throws IllegalArgumentException if a name is empty or too long, or it ends before it begins
     */
    public SessionToken {
        checkName("subject", subject);
        checkName("audience", audience);
        checkName("id", id);
        issuedAt = Instant.ofEpochSecond(issuedAt.getEpochSecond());
        expiresAt = Instant.ofEpochSecond(expiresAt.getEpochSecond());
        if (issuedAt.getEpochSecond() < 0 || !expiresAt.isAfter(issuedAt)) {
            throw new IllegalArgumentException("a token from " + issuedAt + " to " + expiresAt + " never holds");
        }
    }

    /** A token with a random id that holds from {@code now} on. */
    public static SessionToken issue(
            String subject, String audience, Instant now, Duration validity, StreamRights rights) {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        return new SessionToken(
                subject, audience, now, now.plus(validity), HexFormat.of().formatHex(id), rights);
    }

    /**
     * Reads a token without verifying it: for its bearer, who cannot; what it says may be a lie.
     *
     * @throws RejectedException {@code TOKEN_INVALID} if it is no token
     */
    public static SessionToken unverified(String text) {
        return TokenText.split(text).claims();
    }

    /** The claims as they are signed. */
    String encode() {
        ClaimText text = new ClaimText();
        text.add("sub", subject);
        text.add("aud", audience);
        text.add("iat", Long.toString(issuedAt.getEpochSecond()));
        text.add("exp", Long.toString(expiresAt.getEpochSecond()));
        text.add("jti", id);
        rights.publish().forEach(pattern -> text.add("publish", pattern));
        rights.subscribe().forEach(pattern -> text.add("subscribe", pattern));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    static SessionToken decode(String claims) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(claims);
            ClaimText text = ClaimText.parse(new String(bytes, StandardCharsets.ISO_8859_1));
            SessionToken token = new SessionToken(
                    text.one("sub"),
                    text.one("aud"),
                    Instant.ofEpochSecond(text.seconds("iat")),
                    Instant.ofEpochSecond(text.seconds("exp")),
                    text.one("jti"),
                    new StreamRights(text.all("publish"), text.all("subscribe")));
            text.checkAllKnown();
            return token;
        } catch (IllegalArgumentException e) {
            throw invalid("its claims cannot be read: " + RemoteText.clean(String.valueOf(e.getMessage()), 200));
        }
    }

    static RejectedException invalid(String why) {
        return new RejectedException(
                ErrorCode.TOKEN_INVALID, "the session token: " + why, "sign a new one, with a key of the listener");
    }

    private static void checkName(String what, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("a token's " + what + " has 1 to 256 bytes, this one " + bytes);
        }
    }
}
