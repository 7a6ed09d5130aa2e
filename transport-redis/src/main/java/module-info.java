// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * {@code redis://host:6379}: Millrace over Redis Streams. Nothing here is called by an application but, in a fat jar, the
 * provider.
 */
module io.millrace.transport.redis {
    requires transitive io.millrace.spi;
    requires redis.clients.jedis;

    exports io.millrace.transport.redis;

    provides io.millrace.spi.TransportProvider with
            io.millrace.transport.redis.RedisTransportProvider;
}
