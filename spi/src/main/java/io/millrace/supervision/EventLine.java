// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a {@link LifecycleEvent} as one line: who, what, the numbers in brackets, then why. */
final class EventLine {
    private static final long NS_PER_US = 1_000;
    private static final long NS_PER_MS = 1_000_000;
    private static final long NS_PER_S = 1_000_000_000;

    private EventLine() {}

    static String of(LifecycleEvent event) {
        StringBuilder line = new StringBuilder(120).append(event.endpoint());
        if (!event.session().isEmpty()) {
            line.append(" session ").append(event.session());
        }
        if (!event.stream().isEmpty()) {
            line.append(" stream ").append(event.stream());
        }
        line.append(": ").append(what(event));
        List<String> numbers = numbers(event);
        if (!numbers.isEmpty()) {
            line.append(" (").append(String.join(", ", numbers)).append(')');
        }
        if (!event.detail().isEmpty()) {
            line.append(": ").append(event.detail());
        }
        if (event.cause() != null) {
            line.append(": ").append(event.cause().getMessage());
        }
        return oneLine(line);
    }

    private static String what(LifecycleEvent event) {
        if (event.from() != null && event.to() != null) {
            return event.from() + " → " + event.to();
        }
        return event.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static List<String> numbers(LifecycleEvent event) {
        List<String> numbers = new ArrayList<>(2);
        if (event.fromPosition() != LifecycleEvent.NO_POSITION) {
            boolean endKnown = event.toPosition() != LifecycleEvent.NO_POSITION;
            numbers.add(
                    "positions " + event.fromPosition() + " to " + (endKnown ? event.toPosition() : "an unknown end"));
        }
        if (event.attempt() > 0) {
            numbers.add("attempt " + event.attempt());
        }
        if (event.retryAfterNs() != LifecycleEvent.NO_RETRY) {
            numbers.add("next in " + duration(event.retryAfterNs()));
        }
        return numbers;
    }

    private static String duration(long ns) {
        if (ns >= 10 * NS_PER_S) {
            return ns / NS_PER_S + " s";
        }
        if (ns >= NS_PER_MS || ns == 0) {
            return ns / NS_PER_MS + " ms";
        }
        return ns / NS_PER_US + " µs";
    }

    // A configuration error quotes its URI over several lines.
    private static String oneLine(StringBuilder line) {
        return line.toString().replaceAll("\\s*\\R\\s*", " | ");
    }
}
