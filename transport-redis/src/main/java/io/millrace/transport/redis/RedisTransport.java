// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.TransportContext;
import io.millrace.spi.log.LogBroker;
import io.millrace.spi.log.LogTerms;
import io.millrace.spi.log.LogTransport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;

/** The transport of one runtime; {@code redis:embedded} servers are its own, and end with it. */
final class RedisTransport implements LogTransport {

    private final TransportContext context;
    private final EmbeddedServers embedded = new EmbeddedServers();

    RedisTransport(TransportContext context) {
        this.context = context;
    }

    @Override
    public LogBroker open(EndpointUri uri, Options options, LogTerms terms) {
        RedisAddress address = RedisAddress.of(uri, options);
        RedisSettings settings = RedisSettings.of(uri, options, address, terms, context.secrets());
        return new RedisBroker(address, settings, embedded);
    }

    @Override
    public boolean staysInHost(EndpointUri uri) {
        return RedisAddress.isLocal(uri);
    }

    @Override
    public boolean encrypts(EndpointUri uri) {
        return RedisAddress.isEncrypted(uri);
    }

    @Override
    public void close() {
        embedded.close();
    }
}
