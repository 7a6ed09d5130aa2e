// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import io.millrace.MetricName;
import io.millrace.cli.CliException;
import io.millrace.cli.top.Look.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that serves its meters for Prometheus, here or elsewhere. */
final class MetersTarget implements Target {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI metrics;

    /** With or without the path {@code /metrics}. */
    MetersTarget(String uri) {
        boolean hasPath = uri.matches("https?://[^/]+/.+");
        metrics = URI.create(hasPath ? uri : uri.replaceAll("/$", "") + "/metrics");
    }

    @Override
    public Look look() {
        Scrape scrape = Scrape.parse(text(), System.nanoTime());
        if (scrape.isEmpty()) {
            throw CliException.failure(
                    metrics + " has no meters of Millrace",
                    "build the runtime with meterRegistry(…), and serve that registry there");
        }
        return new Look(
                scrape.takenNs(),
                scrape.sum(MetricName.LIVE, Map.of()) > 0,
                scrape.sum(MetricName.READY, Map.of()) > 0,
                List.of(),
                endpoints(scrape),
                List.of(),
                stages(scrape));
    }

    private String text() {
        try {
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(metrics).timeout(TIMEOUT).build(), BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw CliException.failure(
                        metrics + " answered " + response.statusCode(), "name the address of a Prometheus endpoint");
            }
            return response.body();
        } catch (IOException e) {
            throw CliException.failure(metrics + " does not answer: " + e, "is the process still there?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failure("interrupted", "try again");
        }
    }

    private static List<Row> endpoints(Scrape scrape) {
        List<Row> rows = new ArrayList<>();
        for (Scrape.Sample endpoint : scrape.of(MetricName.SESSIONS)) {
            Map<String, String> tags = endpoint.tags();
            rows.add(new Row(
                    endpoint.tag("role") + " " + endpoint.tag("uri"),
                    state(scrape, tags),
                    (long) scrape.sum(MetricName.MESSAGES_PUBLISHED, tags),
                    (long) scrape.sum(MetricName.MESSAGES_HANDLED, tags),
                    (long) scrape.sum(MetricName.LAG, tags),
                    scrape.sum(MetricName.RING_FILL, tags)));
        }
        return rows;
    }

    private static String state(Scrape scrape, Map<String, String> tags) {
        List<String> states = new ArrayList<>();
        for (Scrape.Sample state : scrape.of(MetricName.STATE)) {
            if (state.value() > 0 && state.tags().entrySet().containsAll(tags.entrySet())) {
                states.add(state.tag("state"));
            }
        }
        return String.join(",", states);
    }

    private static List<Row> stages(Scrape scrape) {
        List<Row> rows = new ArrayList<>();
        for (Scrape.Sample stage : scrape.of(MetricName.STAGE_LAG)) {
            Map<String, String> tags = stage.tags();
            rows.add(new Row(
                    stage.tag("pipeline") + " / " + stage.tag("stage"),
                    scrape.sum(MetricName.STAGE_STALLED, tags) > 0 ? "STALLED" : "RUNNING",
                    (long) scrape.sum(MetricName.STAGE_HANDLED, tags),
                    (long) scrape.sum(MetricName.STAGE_DROPPED, tags),
                    (long) stage.value(),
                    Double.NaN));
        }
        return rows;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return metrics.toString();
    }
}
