// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.CliException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the demo is to do.
 *
 * @param transport what carries the messages: tcp, tcps, uds or aeron
 * @param messages at least so many; whole passes over the text
 * @param cuts how often the link is cut, evenly spread
 * @param downFor how long it stays away each time
 * @param file the text, or null for the one that ships
 */
record DemoPlan(
        String transport,
        long messages,
        int cuts,
        Duration downFor,
        @Nullable Path file) {
    private static final int MOST_CUTS = 100;
    private static final List<String> TRANSPORTS = List.of("tcp", "tcps", "uds", "aeron");

    DemoPlan {
        if (!TRANSPORTS.contains(transport)) {
            throw CliException.usage(
                    "--transport " + transport + " is none that the demo can cut",
                    "take one of " + String.join(", ", TRANSPORTS));
        }
        if (messages < 1) {
            throw CliException.usage("--messages " + messages + " is too few", "give 1 or more");
        }
        if (cuts < 0 || cuts > MOST_CUTS) {
            throw CliException.usage("--cuts " + cuts + " is not possible", "give 0 to " + MOST_CUTS);
        }
    }

    List<String> subscriberArguments(String uri) {
        return List.of("demo-subscriber", "--uri", uri);
    }

    List<String> publisherArguments() {
        List<String> arguments = new ArrayList<>(List.of("demo-publisher", "--messages", String.valueOf(messages)));
        if (file != null) {
            arguments.addAll(List.of("--file", file.toAbsolutePath().toString()));
        }
        return arguments;
    }

    /** After how many messages the cut of that number, counted from 0, falls. */
    long cutAfter(int cut, long total) {
        return total * (cut + 1) / (cuts + 1);
    }
}
