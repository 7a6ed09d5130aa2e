// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

import io.millrace.access.SessionToken;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.Secrets;
import io.millrace.spi.frame.Extension;
import io.millrace.spi.uri.Options;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dialler's token, read anew for each HELLO: a file or callback that holds a fresh one keeps a session alive for longer
 * than any token. If it cannot be read any more the last one is shown, for as long as it holds. Used by one thread after
 * it was made.
 */
public final class TokenSupply {

    private final Secrets secrets;
    private final String reference;
    private String last;

    private TokenSupply(Secrets secrets, String reference) {
        this.secrets = secrets;
        this.reference = reference;
        this.last = read();
    }

    /**
     * The supply of an endpoint; null if it has no token.
     *
     * @throws ConfigurationException if the token cannot be read
     */
    public static @Nullable TokenSupply of(Options options, Secrets secrets) {
        String reference = options.get(AccessOptions.TOKEN);
        return reference.isEmpty() ? null : new TokenSupply(secrets, reference);
    }

    /** The identity that the token is for, as far as it can be read here. */
    public @Nullable String subject() {
        try {
            return SessionToken.unverified(last).subject();
        } catch (io.millrace.error.RejectedException unreadable) {
            // The listener will say so.
            return null;
        }
    }

    /** What a HELLO carries. */
    public List<Extension> extensions() {
        try {
            last = read();
        } catch (ConfigurationException e) {
            return extensions(last);
        }
        return extensions(last);
    }

    private static List<Extension> extensions(String token) {
        return List.of(new Extension(Extension.TOKEN, token.getBytes(StandardCharsets.US_ASCII)));
    }

    private String read() {
        String token = secrets.read(AccessOptions.TOKEN.name(), reference);
        if (token.length() > SessionToken.MAX_CHARS || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new ConfigurationException(
                    ErrorCode.SECRET_UNAVAILABLE,
                    "the secret of option 'token' is no session token of at most " + SessionToken.MAX_CHARS
                            + " characters of ASCII",
                    "`millrace token sign` makes one");
        }
        return token;
    }
}
