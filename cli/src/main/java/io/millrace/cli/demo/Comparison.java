// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.Figures;
import java.util.ArrayList;
import java.util.List;

/** What both ends say, side by side. Immutable. */
final class Comparison {
    private final Note sent;
    private final Note received;
    private final OutageLog outages;
    private final List<String> differences = new ArrayList<>();

    /**
     * Compares the results of publisher and subscriber with each other and with the plan.
     *
     * @param interrupted the publisher was told to stop before the planned end
     */
    Comparison(Note sent, Note received, long total, OutageLog outages, DemoPlan plan, boolean interrupted) {
        this.sent = sent;
        this.received = received;
        this.outages = outages;
        equal("messages");
        equal("bytes");
        equal("sha256");
        none("missing");
        none("repeated");
        none("redelivered");
        if (!sent.text("drained").equals("true")) {
            differences.add("not everything was acknowledged");
        }
        if (!interrupted && sent.number("messages") != total) {
            differences.add("planned were " + Figures.count(total) + " messages");
        }
        if (!interrupted && outages.cuts() != plan.cuts()) {
            differences.add("cut " + outages.cuts() + " times, planned were " + plan.cuts());
        }
        if (sent.number("reconnects") < outages.cuts()) {
            differences.add("fewer reconnects than cuts");
        }
    }

    boolean isEqual() {
        return differences.isEmpty();
    }

    List<String> differences() {
        return List.copyOf(differences);
    }

    Note sent() {
        return sent;
    }

    Note received() {
        return received;
    }

    OutageLog outages() {
        return outages;
    }

    boolean isEqual(String name) {
        return sent.text(name).equals(received.text(name));
    }

    private void equal(String name) {
        if (!isEqual(name)) {
            differences.add(name + ": " + sent.text(name) + " sent, " + received.text(name) + " received");
        }
    }

    private void none(String name) {
        if (received.number(name) != 0) {
            differences.add(Figures.count(received.number(name), "message") + " " + name);
        }
    }
}
