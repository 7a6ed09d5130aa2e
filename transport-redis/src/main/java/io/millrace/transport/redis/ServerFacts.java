// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.log.BrokerReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server says of itself, and whether it is fit for what the options ask. Made of one look; immutable. */
final class ServerFacts {

    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;

    private final RedisConnection connection;
    private final RedisSettings settings;
    private final Map<String, String> info = new HashMap<>();

    ServerFacts(RedisConnection connection, RedisSettings settings) {
        this.connection = connection;
        this.settings = settings;
        for (String line : Replies.text(connection.ask("INFO")).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
    }

    /** Which process it is: another one after a restart. */
    static String runId(RedisConnection connection) {
        String text = Replies.text(connection.ask("INFO", "server"));
        int at = text.indexOf("run_id:");
        return at < 0 ? "" : text.substring(at + 7, Math.min(text.length(), at + 47));
    }

    /** @throws MillraceException BROKER_UNFIT or BROKER_NOT_READY */
    BrokerReport check() {
        List<String> warnings = new ArrayList<>();
        checkVersion();
        checkEviction(warnings);
        String durability = checkDurability(warnings);
        checkUser(warnings);
        String product = info.containsKey("valkey_version") ? "valkey" : "redis";
        String version = of(product + "_version", "of an unknown version");
        return new BrokerReport(
                product + " " + version + " at " + connection.server(), durability, List.copyOf(warnings));
    }

    private String of(String name, String otherwise) {
        return info.getOrDefault(name, otherwise);
    }

    private long number(String name) {
        try {
            return Long.parseLong(of(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void checkVersion() {
        String[] parts = of("redis_version", "6.2").split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        if (major < LEAST_MAJOR || major == LEAST_MAJOR && minor < LEAST_MINOR) {
            throw unfit("is version " + of("redis_version", ""), "use Redis 6.2 or later, or Valkey");
        }
    }

    private void checkEviction(List<String> warnings) {
        String policy = of("maxmemory_policy", "noeviction");
        if (!policy.startsWith("allkeys")) {
            return;
        }
        boolean limited = number("maxmemory") > 0;
        if (limited && !settings.evictionAllowed()) {
            throw unfit(
                    "has maxmemory-policy " + policy + " and maxmemory " + number("maxmemory")
                            + ": when its memory is full it drops whole streams",
                    "CONFIG SET maxmemory-policy noeviction, or say allow-eviction=true");
        }
        warnings.add("maxmemory-policy is " + policy + ": with a limit of memory the server drops whole streams");
    }

    private String checkDurability(List<String> warnings) {
        boolean file = of("aof_enabled", "0").equals("1");
        String sync = config("appendfsync").orElse("everysec");
        long replicas = number("connected_slaves");
        Durability asked = settings.durability();
        if (asked.appendOnly() && !file) {
            throw unfit(
                    "does not append to a file, and durability=aof asks for it",
                    "CONFIG SET appendonly yes, or ask for less: durability=memory");
        }
        // In a cluster each stream has servers of its own, whose replicas are asked for with each append
        if (asked.replicas() > replicas && !settings.isCluster()) {
            throw MillraceException.of(
                    ErrorCode.BROKER_NOT_READY,
                    "redis at " + connection.server() + " has " + replicas + " replicas, and durability=replicas:"
                            + asked.replicas() + " asks for more",
                    "start them, or ask for less; it is tried again");
        }
        StringBuilder line = new StringBuilder("acknowledged means ");
        line.append(
                asked.replicas() > 0
                        ? "in the memory of the server and of " + asked.replicas() + " replicas"
                        : "in the memory of the server");
        if (file) {
            line.append(", which appends to a file (").append(sync).append("): survives the end of its process, ");
            line.append(
                    switch (sync) {
                        case "always" -> "and of the machine";
                        case "no" -> "may lose some 30 s when the machine fails";
                        // It writes nothing while it waits for the disk, up to two seconds
                        default -> "but for 2 s if the disk is slow; may lose 1 s when the machine fails";
                    });
        } else {
            String saves = config("save").orElse("");
            line.append(
                    saves.isEmpty()
                            ? ", which keeps no file: a restart loses everything"
                            : ", which saves snapshots only: a restart loses what came after the last one");
            warnings.add("the server does not append to a file (appendonly no): a restart of it loses messages");
        }
        if (asked.replicas() == 0 && replicas > 0) {
            line.append("; a failover may lose what its ")
                    .append(replicas)
                    .append(" replicas had not received (durability=replicas:n waits for them)");
        }
        return line.toString();
    }

    private void checkUser(List<String> warnings) {
        if (settings.password().isEmpty()
                && !RedisAddress.isLoopback(connection.server().host())) {
            warnings.add("the server lets in whoever comes, without a password");
        }
    }

    /** Empty if the user may not ask, or there is no such setting. */
    private Optional<String> config(String name) {
        Object answer = connection.tryAsk("CONFIG", "GET", name);
        return answer instanceof List<?> pair && pair.size() == 2
                ? Optional.of(Replies.text(pair.get(1)))
                : Optional.empty();
    }

    private MillraceException unfit(String what, String hint) {
        return MillraceException.of(ErrorCode.BROKER_UNFIT, "redis at " + connection.server() + " " + what, hint);
    }
}
