// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** Connections of the bench itself. Stateless. */
final class HandClients {
    private HandClients() {}

    static Jedis jedis(String address) {
        return new Jedis(HostAndPort.from(address));
    }
}
