// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.Secrets;
import io.millrace.spi.log.LogTerms;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An endpoint's options as its connections use them. Immutable; any thread. */
record RedisSettings(
        LogTerms terms,
        Secrets secrets,
        String user,
        String password,
        String sentinelPassword,
        int database,
        String prefix,
        boolean isCluster,
        EntryForm entry,
        Writers writers,
        long maxLength,
        long retainMs,
        Durability durability,
        boolean evictionAllowed,
        int readCount,
        long claimAfterMs,
        int maxDeliveries,
        long forgetAfterMs,
        int embeddedPort,
        @Nullable TlsTrust tls) {

    static RedisSettings of(EndpointUri uri, Options options, RedisAddress address, LogTerms terms, Secrets secrets) {
        String user = options.get(RedisOptions.USER);
        String password = options.get(RedisOptions.PASSWORD);
        String info = uri.userInfo();
        if (info != null) {
            int colon = info.indexOf(':');
            user = decode(colon < 0 ? info : info.substring(0, colon));
            password = colon < 0 ? password : decode(info.substring(colon + 1));
        }
        Duration retain = options.get(RedisOptions.RETAIN);
        if (!retain.isZero() && options.get(RedisOptions.WRITERS) == Writers.SINGLE) {
            throw options.invalid(
                    RedisOptions.RETAIN,
                    "does not go with writers=single, whose ids are no times",
                    "limit the stream by max-length");
        }
        if (!retain.isZero() && options.get(RedisOptions.MAX_LENGTH) > 0) {
            throw options.invalid(
                    RedisOptions.RETAIN, "does not go with max-length", "say one of them; Redis takes no more");
        }
        return new RedisSettings(
                terms,
                secrets,
                user,
                password,
                options.get(RedisOptions.SENTINEL_PASSWORD),
                address.database(),
                options.get(RedisOptions.PREFIX),
                address.kind() == RedisAddress.Kind.CLUSTER,
                options.get(RedisOptions.ENTRY),
                options.get(RedisOptions.WRITERS),
                options.get(RedisOptions.MAX_LENGTH),
                retain.toMillis(),
                Durability.of(options),
                options.get(RedisOptions.EVICTION),
                options.get(RedisOptions.READ_COUNT),
                options.get(RedisOptions.CLAIM_AFTER).toMillis(),
                options.get(RedisOptions.MAX_DELIVERIES),
                options.get(RedisOptions.FORGET_AFTER).toMillis(),
                options.get(RedisOptions.PORT),
                address.isEncrypted() ? TlsTrust.of(options) : null);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The key of a stream. */
    String key(String stream) {
        return prefix + stream;
    }

    /** A key beside that of a stream; in a cluster on the same server. */
    String beside(String key, String what) {
        return isCluster && key.indexOf('{') < 0 ? "{" + key + "}:" + what : key + ":" + what;
    }

    /** The password, read anew each time; empty if there is none. */
    String readPassword() {
        return password.isEmpty() ? "" : secrets.read("password", password);
    }

    /** The same of the Sentinels. */
    String readSentinelPassword() {
        return sentinelPassword.isEmpty() ? "" : secrets.read("sentinel-password", sentinelPassword);
    }

    @Override
    public String toString() {
        return "RedisSettings[" + prefix + "]";
    }
}
