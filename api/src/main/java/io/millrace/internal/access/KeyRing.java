// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

import io.millrace.access.TokenKeys;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.Secrets;

/**
 * A listener's token keys, read anew at most once a second when a token comes, so that a key can be added or taken away
 * without a restart. If they cannot be read any more, the last ones stay. One thread's.
 */
final class KeyRing {

    private static final long REREAD_AFTER_NS = 1_000_000_000;

    private final Secrets secrets;
    private final String reference;
    private TokenKeys keys;
    private boolean read;
    private long readAtNs;

    /**
     * Reads them for the first time.
     *
     * @throws ConfigurationException if they cannot be read, or are none
     */
    KeyRing(Secrets secrets, String reference) {
        this.secrets = secrets;
        this.reference = reference;
        this.keys = load();
    }

    TokenKeys keys(long nowNs) {
        if (!read || nowNs - readAtNs >= REREAD_AFTER_NS) {
            read = true;
            readAtNs = nowNs;
            try {
                keys = load();
            } catch (ConfigurationException e) {
                // The ring goes on with what it has: to refuse everybody because a file is being replaced helps nobody.
                return keys;
            }
        }
        return keys;
    }

    private TokenKeys load() {
        String option = AccessOptions.TOKEN_KEYS.name();
        try {
            return TokenKeys.parse(secrets.read(option, reference));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    ErrorCode.SECRET_UNAVAILABLE,
                    "option '" + option + "': " + e.getMessage(),
                    "a line id:key each, the key at least 32 bytes in base64; `millrace token key` makes one");
        }
    }
}
