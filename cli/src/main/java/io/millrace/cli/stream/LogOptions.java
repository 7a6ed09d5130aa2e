// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.SubscriptionOptions;
import io.millrace.cli.CliException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What {@code sub} may ask of a log, such as Redis: where to begin, with whom to share, how fast. */
final class LogOptions {

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            description =
                    "Of a log: now, 0 for its start, an entry's id, a time (2026-11-20T10:00:00Z), or so long ago (5m).")
    private @Nullable String from;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "Of a log: share the messages with the other members of this group.")
    private @Nullable String group;

    @Option(
            names = "--consumer",
            paramLabel = "NAME",
            description = "Of a log: the name in the group, which finds again what it had not acknowledged.")
    private @Nullable String consumer;

    @Option(names = "--rate", paramLabel = "N", description = "Of a log: messages a second at most, for a replay.")
    private double rate;

    SubscriptionOptions options() {
        SubscriptionOptions.Builder options = SubscriptionOptions.builder();
        if (from != null) {
            from(options, from);
        }
        if (group != null) {
            options.group(group);
        }
        if (consumer != null) {
            if (group == null) {
                throw CliException.usage("--consumer is for a member of a --group", "name the group, or leave it out");
            }
            options.consumer(consumer);
        }
        if (rate != 0) {
            options.maxRate(rate);
        }
        return options.build();
    }

    private static void from(SubscriptionOptions.Builder options, String where) {
        if (where.equals("now")) {
            options.fromNow();
        } else if (where.equals("0") || where.equals("start")) {
            options.fromStart();
        } else if (where.matches("\\d+(-\\d+)?")) {
            options.fromId(where);
        } else {
            options.fromTime(time(where));
        }
    }

    private static Instant time(String where) {
        try {
            return Instant.parse(where);
        } catch (DateTimeException notATime) {
            try {
                Duration ago = new DurationConverter().convert(where);
                return Instant.now().minus(ago);
            } catch (TypeConversionException neither) {
                throw CliException.usage(
                        "--from " + where + " is no place in a log",
                        "write now, 0, an id such as 1700000000000-0, a time such as 2026-11-20T10:00:00Z, or 5m");
            }
        }
    }
}
