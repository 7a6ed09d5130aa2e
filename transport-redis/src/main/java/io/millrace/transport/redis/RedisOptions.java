// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.uri.Option;
import java.time.Duration;
import java.util.List;

/** What a URI of Redis may say beside the options of every endpoint. */
final class RedisOptions {

    private static final Duration DAY = Duration.ofDays(1);

    static final Option<EntryForm> ENTRY = Option.choice(
            "entry", EntryForm.MESSAGE, "what an entry holds: one message in readable fields, or a batch of frames");

    static final Option<Writers> WRITERS = Option.choice(
            "writers", Writers.MANY, "who appends to a stream: many, or a single one, which fences those before it");

    static final Option<String> USER = Option.text("user", "", "ACL user; also before the @ of the address");

    static final Option<String> PASSWORD = Option.text(
                    "password",
                    "",
                    "password, or file:, env: or callback: where it is; also before the @ of the address")
            .secret();

    static final Option<String> SENTINEL_PASSWORD = Option.text(
                    "sentinel-password", "", "password of the Sentinels, or where it is")
            .secret();

    static final Option<Integer> DB =
            Option.integer("db", 0, 0, 9999, "number of the database; also after the host: redis://host:6379/1");

    static final Option<String> PREFIX =
            Option.text("prefix", "", "what the keys of streams begin with, before the stream's name");

    static final Option<Integer> MAX_LENGTH = Option.integer(
            "max-length", 0, 0, Integer.MAX_VALUE, "entries that a stream keeps, about (MAXLEN ~); 0 for all");

    static final Option<Duration> RETAIN = Option.duration(
            "retain",
            Duration.ZERO,
            Duration.ZERO,
            DAY.multipliedBy(3650),
            "how long a stream keeps entries, about (MINID ~); 0ms for ever. Not with writers=single");

    static final Option<String> DURABILITY = Option.text(
            "durability",
            "memory",
            "what acknowledged means: memory, aof (refused unless the server appends to a file), or replicas:n (n replicas"
                    + " have it)");

    static final Option<Boolean> EVICTION = Option.bool(
            "allow-eviction",
            false,
            "whether a server is accepted that may drop whole streams when its memory is full");

    static final Option<Integer> READ_COUNT =
            Option.integer("read-count", 512, 1, 100_000, "entries that are asked for at a time");

    static final Option<Duration> CLAIM_AFTER = Option.duration(
            "claim-after",
            Duration.ofSeconds(30),
            Duration.ofMillis(50),
            DAY,
            "how long a member of a group may be at an entry before another one takes it over");

    static final Option<Integer> MAX_DELIVERIES = Option.integer(
            "max-deliveries",
            5,
            0,
            1_000_000,
            "how often an entry is handed to members of a group before it goes to the stream of dead letters; 0 for ever");

    static final Option<Duration> FORGET_AFTER = Option.duration(
            "forget-after",
            Duration.ofHours(24),
            Duration.ZERO,
            DAY.multipliedBy(3650),
            "how long a member of a group is remembered that is away and for which nothing is pending; 0ms for ever");

    static final Option<String> CA =
            Option.text("ca", "", "PEM file of the certificates to trust, with rediss; those of the JDK if empty");

    static final Option<Integer> PORT =
            Option.integer("port", 0, 0, 65_535, "port of redis:embedded; 0 lets the system choose");

    static final List<Option<?>> ALL = List.of(
            ENTRY,
            WRITERS,
            USER,
            PASSWORD,
            SENTINEL_PASSWORD,
            DB,
            PREFIX,
            MAX_LENGTH,
            RETAIN,
            DURABILITY,
            EVICTION,
            READ_COUNT,
            CLAIM_AFTER,
            MAX_DELIVERIES,
            FORGET_AFTER,
            CA,
            PORT);

    private RedisOptions() {}
}
