// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.Endpoint;
import io.millrace.ThreadingMode;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What a rule over runtimes works with: parties, of which each is a runtime of its own, and lines between them. When it ends
 * everything is closed and every account must balance.
 */
final class Scene implements AutoCloseable {

    private final TransportTck kit;
    private final ThreadingMode mode;
    private final List<Party> parties = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    Scene(TransportTck kit, ThreadingMode mode) {
        this.kit = kit;
        this.mode = mode;
    }

    TransportTck kit() {
        return kit;
    }

    ThreadingMode mode() {
        return mode;
    }

    Party party(String node) {
        Party party = new Party(kit, mode, node);
        parties.add(party);
        return party;
    }

    /** A party that listens, and one that connects to it. */
    Ends ends() {
        return ends("", "");
    }

    /** The same with options of each. */
    Ends ends(String listenOptions, String connectOptions) {
        Party server = party("server");
        Party client = party("client");
        Endpoint listening = server.listen(listenOptions);
        return new Ends(this, server, client, listening, client.connect(listening.uri(), connectOptions));
    }

    Line line(String stream) {
        Line line = new Line(stream, kit.patience().toNanos());
        lines.add(line);
        return line;
    }

    /** Waits for what must happen. */
    void until(String what, BooleanSupplier holds) {
        until(what, kit.patience(), holds);
    }

    void until(String what, Duration longest, BooleanSupplier holds) {
        long deadlineNs = System.nanoTime() + longest.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new AssertionError(
                        "within " + longest.toMillis() + " ms it did not happen that " + what + describe());
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Passes when it still holds at the end. */
    void during(Duration time, String what, BooleanSupplier holds) {
        long deadlineNs = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - deadlineNs < 0) {
            LinkBench.require(holds.getAsBoolean(), "it is not so any more that " + what + describe());
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** So long that every agent with nothing to do has fallen asleep, if it neither spins nor yields before. */
    void letSleep() {
        during(Duration.ofMillis(60), "time passes", () -> true);
    }

    void untilUp(Endpoint... endpoints) {
        for (Endpoint endpoint : endpoints) {
            until(endpoint.uri() + " is UP", () -> endpoint.state() == LinkState.UP);
        }
    }

    void untilComplete(Line... complete) {
        for (Line line : complete) {
            until("everything accepted is handled", line::isComplete);
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append("\n  ").append(line));
        for (Party party : parties) {
            List<LifecycleEvent> events = party.events();
            events.subList(Math.max(0, events.size() - 12), events.size())
                    .forEach(event -> text.append("\n    ").append(event));
        }
        return text.toString();
    }

    /** Ends one party before the others, as a process that ends. */
    void end(Party party) {
        party.close();
    }

    /** Closes everything; if the rule has held so far it must still. */
    void close(boolean passed) {
        for (Party party : parties) {
            party.faults().heal();
        }
        List<LifecycleEvent> events = new ArrayList<>();
        for (int i = parties.size() - 1; i >= 0; i--) {
            parties.get(i).close();
            events.addAll(parties.get(i).events());
        }
        if (passed) {
            parties.forEach(Party::checkBehaviour);
            lines.forEach(line -> line.balance(events));
        }
    }

    @Override
    public void close() {
        close(false);
    }
}
