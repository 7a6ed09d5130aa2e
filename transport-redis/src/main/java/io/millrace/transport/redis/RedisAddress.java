// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.EndpointUri.HostPort;
import io.millrace.spi.uri.Options;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where the servers of an endpoint are, and how the one in charge is found. Immutable; any thread.
 *
 * @param kind how it is found
 * @param hosts whom to ask
 * @param master name that Sentinels know the servers by; else empty
 * @param database number of the database
 * @param isEncrypted whether TLS is spoken
 * @param text for messages, without secrets
 */
record RedisAddress(Kind kind, List<HostPort> hosts, String master, int database, boolean isEncrypted, String text) {

    static final int PORT = 6379;
    static final int SENTINEL_PORT = 26379;
    static final Set<String> SCHEMES =
            Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster");
    static final String EMBEDDED = "embedded";

    /** How the server in charge is found. */
    enum Kind {
        /** One of the hosts, the first that answers. */
        SINGLE,
        /** Sentinels say which. */
        SENTINEL,
        /** The cluster says which, for each stream. */
        CLUSTER,
        /** It is started here. */
        EMBEDDED
    }

    static RedisAddress of(EndpointUri uri, Options options) {
        boolean encrypted = isEncrypted(uri);
        String scheme = uri.scheme();
        if (uri.hosts().isEmpty()) {
            if (scheme.equals("redis") && uri.address().equals(EMBEDDED)) {
                return new RedisAddress(
                        Kind.EMBEDDED, List.of(), "", database(uri, "", options), false, "redis:embedded");
            }
            throw uri.invalid(
                    scheme.length() + 2,
                    "there is no host",
                    "write " + scheme + "://host:6379, or redis:embedded for a server that is started here");
        }
        Kind kind =
                scheme.endsWith("-sentinel") ? Kind.SENTINEL : scheme.endsWith("-cluster") ? Kind.CLUSTER : Kind.SINGLE;
        int port = kind == Kind.SENTINEL ? SENTINEL_PORT : PORT;
        List<HostPort> hosts = uri.hosts().stream()
                .map(host -> host.port() < 0 ? new HostPort(host.host(), port) : host)
                .toList();
        String path = uri.path().isEmpty() ? "" : uri.path().substring(1);
        String master = "";
        if (kind == Kind.SENTINEL) {
            int slash = path.indexOf('/');
            master = slash < 0 ? path : path.substring(0, slash);
            path = slash < 0 ? "" : path.substring(slash + 1);
            if (master.isEmpty()) {
                throw uri.invalid(
                        uri.raw().length(),
                        "the name by which the Sentinels know the servers is missing",
                        "write " + scheme + "://sentinel1,sentinel2/mymaster");
            }
        }
        int database = database(uri, path, options);
        if (kind == Kind.CLUSTER && database != 0) {
            throw uri.invalid(uri.raw().length(), "a cluster has no databases but 0", "remove the path and option db");
        }
        return new RedisAddress(kind, hosts, master, database, encrypted, uri.toString());
    }

    private static int database(EndpointUri uri, String path, Options options) {
        if (path.isEmpty()) {
            return options.get(RedisOptions.DB);
        }
        if (!path.matches("\\d{1,4}")) {
            throw uri.invalid(
                    uri.raw().indexOf(path) + 1, "'" + path + "' is no number of a database", "write host:6379/0");
        }
        return Integer.parseInt(path);
    }

    static boolean isEncrypted(EndpointUri uri) {
        return uri.scheme().startsWith("rediss");
    }

    static boolean isLocal(EndpointUri uri) {
        return uri.hosts().isEmpty() || uri.hosts().stream().allMatch(host -> isLoopback(host.host()));
    }

    /** As far as the name alone tells. */
    static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("::1") || name.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }
}
