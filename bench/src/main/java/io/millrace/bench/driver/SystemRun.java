// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import io.millrace.bench.node.NodeConfig;
import io.millrace.bench.node.NodeLine;
import io.millrace.bench.node.NodeRole;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Metric;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs one system once, in one process or two, and relays what they have to tell each other. */
final class SystemRun {
    static final double START_TIMEOUT_S = 20;
    private static final double REPORT_TIMEOUT_S = 60;

    /** Far fewer than there are: for the deadline only. */
    private static final double CONNECTS_PER_SECOND = 100;

    /** What the process itself holds varies by a few MiB, which is the memory of a few streams. */
    private static final int WORTH_WEIGHING = 100;

    private final BenchSystem system;
    private final RunSettings settings;
    private final Launch launch;
    private final PrintStream err;
    private final Map<String, Double> values = new HashMap<>();

    SystemRun(BenchSystem system, RunSettings settings, Launch launch, PrintStream err) {
        this.system = system;
        this.settings = settings;
        this.launch = launch;
        this.err = err;
    }

    RunResult run() throws IOException, InterruptedException, RunFailedException {
        CoreUse begin = CoreUse.isKnown() ? CoreUse.now(List.of()) : new CoreUse(0, 0, 0);
        double others = others(begin);
        derive();
        return new RunResult(values, others);
    }

    private double others(CoreUse begin) throws IOException, InterruptedException, RunFailedException {
        if (settings.scenario().isFanout()) {
            return runFanout(begin);
        }
        return system.carrier(settings.transport()).betweenProcesses() ? runTwo(begin) : runOne(begin);
    }

    private double runFanout(CoreUse begin) throws IOException, InterruptedException, RunFailedException {
        try (FanoutNodes nodes = new FanoutNodes(this, settings.scenario(), settings.count())) {
            nodes.run();
            return othersSince(begin, nodes.pids());
        }
    }

    private double runOne(CoreUse begin) throws IOException, InterruptedException, RunFailedException {
        try (NodeProcess both = start(NodeRole.BOTH, "")) {
            String line = both.nextLine(publisherTimeout());
            while (!line.equals(NodeLine.DONE)) {
                if (line.startsWith(NodeLine.MARK)) {
                    both.say(NodeLine.GO);
                } else {
                    take(line);
                }
                line = both.nextLine(publisherTimeout());
            }
            return othersSince(begin, List.of(both.pid()));
        }
    }

    private double runTwo(CoreUse begin) throws IOException, InterruptedException, RunFailedException {
        try (NodeProcess subscriber = start(NodeRole.SUBSCRIBER, "")) {
            String address = subscriber.await(NodeLine.READY, START_TIMEOUT_S);
            try (NodeProcess publisher = start(NodeRole.PUBLISHER, address)) {
                relay(publisher, List.of(subscriber));
                finish(subscriber);
                return othersSince(begin, List.of(publisher.pid(), subscriber.pid()));
            }
        }
    }

    /** Has a subscriber check what it got, and takes its results. */
    void finish(NodeProcess subscriber) throws InterruptedException, RunFailedException {
        subscriber.say(NodeLine.FINISH);
        String line = subscriber.nextLine(REPORT_TIMEOUT_S);
        while (!line.equals(NodeLine.DONE)) {
            take(line);
            line = subscriber.nextLine(REPORT_TIMEOUT_S);
        }
    }

    /** Takes the publisher's results until it is done, and tells its marks to the subscribers. */
    void relay(NodeProcess publisher, List<NodeProcess> subscribers) throws InterruptedException, RunFailedException {
        String line = publisher.nextLine(publisherTimeout());
        while (!line.equals(NodeLine.DONE)) {
            if (line.startsWith(NodeLine.MARK)) {
                for (NodeProcess subscriber : subscribers) {
                    subscriber.say(line);
                }
                for (NodeProcess subscriber : subscribers) {
                    subscriber.await(NodeLine.MARKED, REPORT_TIMEOUT_S);
                }
                publisher.say(NodeLine.GO);
            } else {
                take(line);
            }
            line = publisher.nextLine(publisherTimeout());
        }
    }

    NodeProcess start(NodeRole role, String address) throws IOException {
        return NodeProcess.start(new NodeConfig(role, settings, address), launch, err);
    }

    private double publisherTimeout() {
        return settings.warmupSeconds()
                + settings.seconds()
                + 3.0 * settings.cuts()
                + settings.count() / CONNECTS_PER_SECOND
                + REPORT_TIMEOUT_S;
    }

    private void take(String line) throws RunFailedException {
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !words[0].equals(NodeLine.RESULT)) {
            throw new RunFailedException(settings.system() + ": said '" + line + "' instead of a result");
        }
        values.put(words[1], Double.valueOf(words[2]));
    }

    private static double othersSince(CoreUse begin, List<Long> pids) throws IOException {
        return CoreUse.isKnown() ? CoreUse.now(pids).othersSince(begin) : 0;
    }

    double get(String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    double remove(String name) {
        double value = get(name);
        values.remove(name);
        return value;
    }

    void put(String name, double value) {
        values.put(name, value);
    }

    /** What was received last, against what was published. */
    void checkAccount() throws RunFailedException {
        double published = values.getOrDefault(NodeLine.PUBLISHED, -1.0);
        double received = values.getOrDefault(NodeLine.RECEIVED, -2.0);
        if (published != received) {
            throw new RunFailedException(String.format(
                    "%s: %.0f messages were published but %.0f received", settings.system(), published, received));
        }
    }

    private void derive() throws RunFailedException {
        if (settings.scenario().oneWay() && !settings.scenario().isFanout()) {
            checkAccount();
        }
        if (settings.scenario().isMany() && settings.count() < WORTH_WEIGHING) {
            values.remove(Metric.MEMORY_PUBLISHER.name());
            values.remove(Metric.MEMORY_SUBSCRIBER.name());
        } else if (settings.scenario().isMany()) {
            values.put(Metric.MEMORY.name(), value(Metric.MEMORY_PUBLISHER) + value(Metric.MEMORY_SUBSCRIBER));
        }
        if (settings.scenario() == Scenario.ALLOCATION) {
            values.put(Metric.BYTES.name(), value(Metric.BYTES_PUBLISHER) + value(Metric.BYTES_SUBSCRIBER));
        }
        if (settings.scenario() == Scenario.IDLE) {
            values.put(Metric.CPU.name(), Math.max(value(Metric.CPU_PUBLISHER), value(Metric.CPU_SUBSCRIBER)));
        }
    }

    /** 0 for the subscriber of a system whose sides share a process: its use is in the publisher's figure. */
    private double value(Metric metric) {
        return values.getOrDefault(metric.name(), 0.0);
    }
}
