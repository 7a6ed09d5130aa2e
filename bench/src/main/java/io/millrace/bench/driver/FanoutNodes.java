// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import io.millrace.bench.node.NodeLine;
import io.millrace.bench.node.NodeRole;
import io.millrace.bench.system.Metric;
import io.millrace.bench.system.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes of a fan-out: a publisher, which listens, and its subscribers. Every subscriber's account must balance,
 * and each one's rate is a figure of its own; but for the slow one, the last, which is only there to be in the way.
 */
final class FanoutNodes implements AutoCloseable {
    private final SystemRun run;
    private final Scenario scenario;
    private final NodeProcess publisher;
    private final List<NodeProcess> subscribers = new ArrayList<>();

    /** Starts all of them, and returns when they know of each other; {@code run} takes their results. */
    FanoutNodes(SystemRun run, Scenario scenario, int count)
            throws IOException, InterruptedException, RunFailedException {
        this.run = run;
        this.scenario = scenario;
        publisher = run.start(NodeRole.PUBLISHER, "");
        try {
            String address = publisher.await(NodeLine.READY, SystemRun.START_TIMEOUT_S);
            for (int subscriber = 0; subscriber < count; subscriber++) {
                boolean slow = scenario == Scenario.FANOUT_SLOW && subscriber == count - 1;
                subscribers.add(run.start(slow ? NodeRole.SLOW_SUBSCRIBER : NodeRole.SUBSCRIBER, address));
            }
            for (NodeProcess subscriber : subscribers) {
                subscriber.await(NodeLine.READY, SystemRun.START_TIMEOUT_S);
            }
        } catch (InterruptedException | IOException | RunFailedException e) {
            close();
            throw e;
        }
    }

    void run() throws InterruptedException, RunFailedException {
        publisher.say(NodeLine.GO);
        run.relay(publisher, subscribers);
        int counting = scenario == Scenario.FANOUT_SLOW ? subscribers.size() - 1 : subscribers.size();
        for (int subscriber = 0; subscriber < subscribers.size(); subscriber++) {
            run.finish(subscribers.get(subscriber));
            double rate = run.remove(Metric.RATE.name());
            if (subscriber < counting) {
                run.checkAccount();
                run.put(Metric.rateOf(subscriber + 1).name(), rate);
            }
        }
        double slowest = Double.MAX_VALUE;
        for (int subscriber = 1; subscriber <= counting; subscriber++) {
            slowest = Math.min(slowest, run.get(Metric.rateOf(subscriber).name()));
        }
        run.put(Metric.RATE.name(), slowest);
    }

    List<Long> pids() {
        List<Long> pids = new ArrayList<>(List.of(publisher.pid()));
        subscribers.forEach(subscriber -> pids.add(subscriber.pid()));
        return pids;
    }

    /** The publisher first: its subscribers see an end that was said, not a lost connection. */
    @Override
    public void close() {
        publisher.close();
        subscribers.forEach(NodeProcess::close);
    }
}
