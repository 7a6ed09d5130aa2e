// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.millrace.cli.CliException;
import io.millrace.cli.metrics.MetricsServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A process that answers with its meters. */
final class Target {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI metrics;

    private Target(URI metrics) {
        this.metrics = metrics;
    }

    /** By the address of its meters, or by the number of a process of this machine and user. */
    static Target of(String uriOrPid) {
        if (uriOrPid.matches("\\d+")) {
            return new Target(URI.create(addressOf(uriOrPid) + "/metrics"));
        }
        if (!uriOrPid.matches("https?://.+")) {
            throw CliException.usage(
                    uriOrPid + " is neither the number of a process nor an http URI",
                    "name what --metrics has printed, such as http://127.0.0.1:9100, or a pid");
        }
        boolean hasPath = uriOrPid.matches("https?://[^/]+/.+");
        return new Target(URI.create(hasPath ? uriOrPid : uriOrPid.replaceAll("/$", "") + "/metrics"));
    }

    private static String addressOf(String pid) {
        Object address;
        try {
            VirtualMachine machine = VirtualMachine.attach(pid);
            try {
                address = machine.getSystemProperties().get(MetricsServer.ADDRESS_PROPERTY);
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | IOException e) {
            throw CliException.failure(
                    "cannot look into process " + pid + ": " + e.getMessage(),
                    "it must be a JVM of this user on this machine; or give the URI of its meters");
        }
        if (address == null) {
            throw CliException.failure(
                    "process " + pid + " shows no meters of Millrace",
                    "start it with --metrics 0; or, if it is your own program, set its system property "
                            + MetricsServer.ADDRESS_PROPERTY + " to where it serves Prometheus, or give that URI here");
        }
        return address.toString();
    }

    /** Asks for its meters. */
    Scrape scrape() {
        String text;
        try {
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(metrics).timeout(TIMEOUT).build(), BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw CliException.failure(
                        metrics + " answered " + response.statusCode(), "name the address of a Prometheus endpoint");
            }
            text = response.body();
        } catch (IOException e) {
            throw CliException.failure(metrics + " does not answer: " + e, "is the process still there?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failure("interrupted", "try again");
        }
        Scrape scrape = Scrape.parse(text, System.nanoTime());
        if (scrape.isEmpty()) {
            throw CliException.failure(
                    metrics + " has no meters of Millrace",
                    "build the runtime with meterRegistry(…), and serve that registry there");
        }
        return scrape;
    }

    @Override
    public String toString() {
        return metrics.toString();
    }
}
