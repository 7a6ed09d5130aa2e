// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.time.Duration;
import java.util.List;

/** The options of who is let in. */
public final class AccessOptions {

    /** The dialler's token. */
    public static final Option<String> TOKEN = Option.text(
                    "token",
                    "",
                    "connecting: the session token, or file:, env: or callback: and where to read it; read at each HELLO")
            .secret();

    /** The listener's keys. */
    public static final Option<String> TOKEN_KEYS = Option.text(
                    "token-keys",
                    "",
                    "listening: the keys of session tokens, or file:, env: or callback: and where to read them; peers must"
                            + " bring a token then")
            .secret();

    /** Tolerance of clocks. */
    public static final Option<Duration> TOKEN_SKEW = Option.duration(
            "token-skew",
            Duration.ofSeconds(30),
            Duration.ZERO,
            Duration.ofHours(1),
            "listening: how far the clocks of who signs and who verifies tokens may differ");

    /** Replay. */
    public static final Option<TokenUse> TOKEN_USE =
            Option.choice("token-use", TokenUse.ONCE, "listening: how many sessions may use one token");

    /** Proof of identity. */
    public static final Option<IdentityFrom> IDENTITY_FROM = Option.choice(
            "identity-from",
            IdentityFrom.AUTO,
            "listening: what must prove a peer's identity; auto is token where there are token-keys, else nothing");

    /** All of them. */
    public static final List<Option<?>> ALL = List.of(TOKEN, TOKEN_KEYS, TOKEN_SKEW, TOKEN_USE, IDENTITY_FROM);

    private static final List<Option<?>> LISTENING = List.of(TOKEN_KEYS, TOKEN_SKEW, TOKEN_USE, IDENTITY_FROM);

    private AccessOptions() {}

    /** A guard that is set at the wrong end guards nothing: that must not go unnoticed. */
    public static void checkConnecting(Options options) {
        for (Option<?> option : LISTENING) {
            if (options.isSet(option)) {
                throw options.invalid(option, "is for listening endpoints", "set it where peers are let in");
            }
        }
    }

    /** The same for a listener. */
    public static void checkListening(Options options) {
        if (options.isSet(TOKEN)) {
            throw options.invalid(TOKEN, "is for connecting endpoints", "a listener verifies tokens: set token-keys");
        }
    }
}
