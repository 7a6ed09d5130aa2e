// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import io.millrace.cli.Figures;
import io.millrace.cli.top.Look.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws what a process is at as a table; rates are between two looks. Stateless. */
final class Picture {
    private static final String LINE = "%-48s %-15s %14s %14s %10s %6s%n";

    private enum Unit {
        MESSAGES,
        BYTES
    }

    private Picture() {}

    static String of(Look before, Look now) {
        StringBuilder picture = new StringBuilder();
        picture.append(now.live() ? "live" : "NOT LIVE")
                .append(", ")
                .append(now.ready() ? "ready" : "NOT READY")
                .append(System.lineSeparator());
        now.reasons().forEach(reason -> picture.append("  ").append(reason).append(System.lineSeparator()));
        long forNs = now.takenNs() - before.takenNs();
        table(
                picture,
                List.of("ENDPOINT", "STATE", "SENT", "HANDLED"),
                Unit.MESSAGES,
                before.endpoints(),
                now.endpoints(),
                forNs);
        table(
                picture,
                List.of("STREAM", "STATE", "BYTES", "HANDLED"),
                Unit.BYTES,
                before.streams(),
                now.streams(),
                forNs);
        table(
                picture,
                List.of("PIPELINE / STAGE", "STATE", "HANDLED", "DROPPED"),
                Unit.MESSAGES,
                before.stages(),
                now.stages(),
                forNs);
        return picture.toString();
    }

    private static void table(
            StringBuilder picture, List<String> heads, Unit unit, List<Row> before, List<Row> now, long forNs) {
        if (now.isEmpty()) {
            return;
        }
        picture.append(String.format(
                Locale.ROOT, LINE, heads.get(0), heads.get(1), heads.get(2), heads.get(3), "LAG", "FILL"));
        Map<String, Row> earlier = new HashMap<>();
        before.forEach(row -> earlier.put(row.name(), row));
        for (Row row : now) {
            Row then = earlier.getOrDefault(row.name(), row);
            long first = Math.max(0, row.first() - then.first());
            long second = Math.max(0, row.second() - then.second());
            picture.append(String.format(
                    Locale.ROOT,
                    LINE,
                    row.name(),
                    row.state(),
                    unit == Unit.BYTES ? Figures.byteRate(first, forNs) : Figures.messageRate(first, forNs),
                    Figures.messageRate(second, forNs),
                    Figures.bytes(row.lagBytes()),
                    Double.isNaN(row.fill()) ? "" : Math.round(100 * row.fill()) + " %"));
        }
    }
}
