// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import io.millrace.MetricName;
import io.millrace.cli.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a process's endpoints and stages as a table; rates are between two looks. Stateless. */
final class Picture {
    private static final String ENDPOINT = "%-48s %-11s %14s %14s %10s %6s%n";
    private static final String STAGE = "%-48s %-11s %14s %14s %10s %6s%n";

    private Picture() {}

    static String of(Scrape before, Scrape now) {
        StringBuilder picture = new StringBuilder();
        picture.append(now.sum(MetricName.LIVE, Map.of()) > 0 ? "live" : "NOT LIVE")
                .append(", ")
                .append(now.sum(MetricName.READY, Map.of()) > 0 ? "ready" : "NOT READY")
                .append(System.lineSeparator());
        endpoints(before, now, picture);
        stages(before, now, picture);
        return picture.toString();
    }

    private static void endpoints(Scrape before, Scrape now, StringBuilder picture) {
        List<Scrape.Sample> endpoints = now.of(MetricName.SESSIONS);
        if (endpoints.isEmpty()) {
            return;
        }
        picture.append(String.format(Locale.ROOT, ENDPOINT, "ENDPOINT", "STATE", "SENT", "HANDLED", "LAG", "FILL"));
        for (Scrape.Sample endpoint : endpoints) {
            Map<String, String> tags = endpoint.tags();
            picture.append(String.format(
                    Locale.ROOT,
                    ENDPOINT,
                    endpoint.tag("role") + " " + endpoint.tag("uri"),
                    state(now, tags),
                    rate(before, now, MetricName.MESSAGES_PUBLISHED, tags),
                    rate(before, now, MetricName.MESSAGES_HANDLED, tags),
                    Figures.bytes((long) now.sum(MetricName.LAG, tags)),
                    Math.round(100 * now.sum(MetricName.RING_FILL, tags)) + " %"));
        }
    }

    private static String state(Scrape now, Map<String, String> tags) {
        List<String> states = new ArrayList<>();
        for (Scrape.Sample state : now.of(MetricName.STATE)) {
            if (state.value() > 0 && state.tags().entrySet().containsAll(tags.entrySet())) {
                states.add(state.tag("state"));
            }
        }
        return String.join(",", states);
    }

    private static void stages(Scrape before, Scrape now, StringBuilder picture) {
        List<Scrape.Sample> stages = now.of(MetricName.STAGE_LAG);
        if (stages.isEmpty()) {
            return;
        }
        picture.append(String.format(Locale.ROOT, STAGE, "PIPELINE / STAGE", "STATE", "HANDLED", "DROPPED", "LAG", ""));
        for (Scrape.Sample stage : stages) {
            Map<String, String> tags = stage.tags();
            picture.append(String.format(
                    Locale.ROOT,
                    STAGE,
                    stage.tag("pipeline") + " / " + stage.tag("stage"),
                    now.sum(MetricName.STAGE_STALLED, tags) > 0 ? "STALLED" : "RUNNING",
                    rate(before, now, MetricName.STAGE_HANDLED, tags),
                    rate(before, now, MetricName.STAGE_DROPPED, tags),
                    Figures.bytes((long) stage.value()),
                    ""));
        }
    }

    private static String rate(Scrape before, Scrape now, MetricName name, Map<String, String> tags) {
        long messages = (long) (now.sum(name, tags) - before.sum(name, tags));
        return Figures.messageRate(Math.max(0, messages), now.takenNs() - before.takenNs());
    }
}
