// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.doctor;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.TransportReport;
import io.millrace.cli.Figures;
import io.millrace.error.MillraceException;
import io.millrace.test.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Looks at the transports that were found, and sends a message through those that work within this host. */
final class TransportChecks {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private TransportChecks() {}

    static List<Finding> run() {
        try (Millrace millrace = Millrace.create()) {
            List<Finding> findings = of(millrace.transports());
            for (TransportReport report : millrace.transports()) {
                if (report.problem() == null && report.schemes().contains("tcp")) {
                    findings.add(roundTrip(millrace, "tcp://127.0.0.1:0"));
                }
                if (report.problem() == null && report.schemes().contains("uds")) {
                    findings.add(unixSocket(millrace));
                }
                if (report.problem() == null && report.schemes().contains("aeron")) {
                    findings.add(aeron());
                }
            }
            return findings;
        }
    }

    private static Finding unixSocket(Millrace millrace) {
        Path folder;
        try {
            folder = Files.createTempDirectory("millrace-doctor-");
        } catch (IOException e) {
            return Finding.problem("message", "no directory for a socket file: " + e, "set -Djava.io.tmpdir");
        }
        Finding finding = roundTrip(millrace, "uds://" + folder.resolve("s"));
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // An empty directory stays among the temporary ones
        }
        return finding;
    }

    /** With a media driver of its own, so that nothing of the user's is touched. */
    private static Finding aeron() {
        try (Wire wire = Wire.open("aeron", 0);
                Millrace millrace = Millrace.create()) {
            return roundTrip(millrace, wire.listenUri());
        } catch (IOException e) {
            return Finding.problem("message", "no directory for a media driver: " + e, "look at /dev/shm");
        }
    }

    static List<Finding> of(List<TransportReport> reports) {
        List<Finding> findings = new ArrayList<>();
        for (TransportReport report : reports) {
            String problem = report.problem();
            if (problem == null) {
                String schemes = String.join(": ", new TreeSet<>(report.schemes())) + ":";
                findings.add(Finding.ok("transport", schemes + " " + report.location()));
            } else {
                findings.add(Finding.problem("transport", report.name() + " in " + report.location(), problem));
            }
        }
        if (reports.isEmpty()) {
            findings.add(Finding.problem(
                    "transport",
                    "none on the class path",
                    "add one, such as io.millrace:millrace-transport-tcp; a fat jar must merge META-INF/services"));
        }
        return findings;
    }

    static Finding roundTrip(Millrace millrace, String uri) {
        long startNs = System.nanoTime();
        try (Endpoint server = millrace.listen(uri)) {
            server.subscribe("doctor", message -> {});
            try (Endpoint client = millrace.connect(server.uri())) {
                Publication publication = client.publication("doctor");
                publication.publish("hello");
                if (!publication.drain(TIMEOUT)) {
                    return Finding.problem(
                            "message",
                            "none came through " + server.uri() + " within " + TIMEOUT.toSeconds() + " s",
                            "look at the other findings, then report this with the output of doctor");
                }
            }
            String took = Figures.duration(System.nanoTime() - startNs);
            return Finding.ok(
                    "message", "sent and acknowledged through " + server.uri() + ", " + took + " with set-up");
        } catch (MillraceException e) {
            return Finding.problem("message", uri + ": " + e.detail(), e.hint());
        }
    }
}
