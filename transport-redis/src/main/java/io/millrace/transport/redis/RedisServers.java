// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.uri.EndpointUri.HostPort;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Finds the server that is in charge, each time anew, and connects to it. Any thread; blocks. */
final class RedisServers {

    private final RedisAddress address;
    private final RedisSettings settings;
    private final EmbeddedServers embedded;

    RedisServers(RedisAddress address, RedisSettings settings, EmbeddedServers embedded) {
        this.address = address;
        this.settings = settings;
        this.embedded = embedded;
    }

    /** True if they are started here. */
    boolean areEmbedded() {
        return address.kind() == RedisAddress.Kind.EMBEDDED;
    }

    /** A connection to the server that has a key; to any if that is null. */
    RedisConnection connect(@Nullable String key) {
        return switch (address.kind()) {
            case SINGLE -> first(host -> RedisConnection.open(host, settings, false));
            case SENTINEL -> first(sentinel -> master(sentinel));
            case CLUSTER -> first(seed -> key == null ? RedisConnection.open(seed, settings, false) : owner(seed, key));
            case EMBEDDED -> RedisConnection.open(embedded.start(settings.embeddedPort()), settings, false);
        };
    }

    /** In a cluster the servers that have keys, as one of them sees it; else none. */
    Set<HostPort> masters(RedisConnection asked) {
        Set<HostPort> masters = new LinkedHashSet<>();
        if (address.kind() == RedisAddress.Kind.CLUSTER) {
            for (Object range : asked.askList("CLUSTER", "SLOTS")) {
                masters.add(node(((List<?>) range).get(2), asked.server()));
            }
        }
        return masters;
    }

    /** Connections to every server that has keys; one, unless this is a cluster. */
    List<RedisConnection> connectAll() {
        if (address.kind() != RedisAddress.Kind.CLUSTER) {
            return List.of(connect(null));
        }
        Set<HostPort> masters;
        try (RedisConnection seed = connect(null)) {
            masters = masters(seed);
        }
        List<RedisConnection> all = new ArrayList<>();
        masters.forEach(master -> all.add(RedisConnection.open(master, settings, false)));
        return List.copyOf(all);
    }

    private interface Attempt {
        RedisConnection at(HostPort host);
    }

    private RedisConnection first(Attempt attempt) {
        MillraceException last = null;
        List<String> tried = new ArrayList<>();
        for (HostPort host : address.hosts()) {
            try {
                return attempt.at(host);
            } catch (MillraceException e) {
                if (last == null || last.retryable()) {
                    last = e;
                }
                tried.add(host.toString());
            }
        }
        if (last != null && tried.size() > 1) {
            throw MillraceException.of(
                    last.code(), last.detail() + "; tried " + String.join(", ", tried), last.hint(), last);
        }
        throw last != null ? last : new IllegalStateException("no host in " + address.text());
    }

    private RedisConnection master(HostPort sentinel) {
        HostPort master;
        try (RedisConnection asked = RedisConnection.open(sentinel, settings, true)) {
            Object answer = asked.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", address.master());
            if (!(answer instanceof List<?> pair) || pair.size() != 2) {
                throw MillraceException.of(
                        ErrorCode.BROKER_NOT_READY,
                        "the Sentinel at " + sentinel + " knows no servers by the name " + address.master(),
                        "check the name in the URI: " + address.text());
            }
            master = new HostPort(Replies.text(pair.get(0)), Integer.parseInt(Replies.text(pair.get(1))));
        }
        RedisConnection connection = RedisConnection.open(master, settings, false);
        try {
            String role = Replies.text(connection.askList("ROLE").get(0));
            if (!role.equals("master")) {
                throw MillraceException.of(
                        ErrorCode.BROKER_NOT_READY,
                        "redis at " + master + " is a " + role + ", though the Sentinel at " + sentinel + " names it",
                        "a failover is under way; it is tried again");
            }
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private RedisConnection owner(HostPort seed, String key) {
        int slot = JedisClusterCRC16.getSlot(key);
        HostPort owner = null;
        try (RedisConnection asked = RedisConnection.open(seed, settings, false)) {
            for (Object range : asked.askList("CLUSTER", "SLOTS")) {
                List<?> parts = (List<?>) range;
                if (slot >= number(parts.get(0)) && slot <= number(parts.get(1))) {
                    owner = node(parts.get(2), seed);
                }
            }
        }
        if (owner == null) {
            throw MillraceException.of(
                    ErrorCode.BROKER_NOT_READY,
                    "the cluster at " + seed + " has no server for slot " + slot + " of stream key " + key,
                    "see cluster info: a server may be down; it is tried again");
        }
        RedisConnection connection = RedisConnection.open(owner, settings, false);
        try {
            // A server that is in charge no more says so with MOVED
            connection.ask("EXISTS", key);
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static HostPort node(@Nullable Object node, HostPort asked) {
        List<?> parts = (List<?>) java.util.Objects.requireNonNull(node);
        String host = Replies.text(parts.get(0));
        return new HostPort(host.isEmpty() || host.equals("null") ? asked.host() : host, (int) number(parts.get(1)));
    }

    private static long number(@Nullable Object number) {
        return number instanceof Long value ? value : -1;
    }
}
