// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.Guarantee;
import io.millrace.spi.LogTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.log.LogTransport;
import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;

/**
 * Finds Redis by its schemes: {@code redis://host:6379}, {@code rediss://} with TLS, {@code redis-sentinel://h1,h2/master},
 * {@code redis-cluster://h1,h2}, and {@code redis:embedded}, which starts a server of its own. Named by applications only to
 * register it in a fat jar.
 */
public final class RedisTransportProvider implements LogTransportProvider {

    /** For ServiceLoader; opens nothing. */
    public RedisTransportProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Set<String> schemes() {
        return RedisAddress.SCHEMES;
    }

    @Override
    public List<Option<?>> options() {
        return RedisOptions.ALL;
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of(
                Guarantee.ORDERED,
                Guarantee.LOSSLESS_RECONNECT,
                Guarantee.BACK_PRESSURE,
                Guarantee.ANNOUNCED_LOSS,
                Guarantee.DURABLE,
                Guarantee.REPLAY,
                Guarantee.GROUPS);
    }

    @Override
    public LogTransport create(TransportContext context) {
        return new RedisTransport(context);
    }
}
