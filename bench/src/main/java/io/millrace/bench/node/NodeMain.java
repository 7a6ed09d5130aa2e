// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.SystemCatalog;
import java.io.PrintStream;

/** Main class of the processes that the driver starts; not meant to be started by hand. */
public final class NodeMain {
    private NodeMain() {}

    public static void main(String[] args) {
        PrintStream out = System.out;
        System.setOut(System.err);
        NodeConsole console = new NodeConsole(out);
        try {
            NodeConfig config = NodeConfig.parse(args);
            BenchSystem system = SystemCatalog.byName(config.settings().system());
            switch (config.role()) {
                case SUBSCRIBER, SLOW_SUBSCRIBER -> subscribe(system, config, console);
                case PUBLISHER -> publish(system, config, console);
                case BOTH -> both(system, config, console);
            }
        } catch (Throwable e) {
            e.printStackTrace();
            console.say(NodeLine.FAILED, String.valueOf(e).replace('\n', ' '));
            System.exit(1);
        }
        System.exit(0);
    }

    private static void publish(BenchSystem system, NodeConfig config, NodeConsole console) throws Exception {
        PublisherRun.of(config.settings()).run(system, config.settings(), config.address(), console);
        console.say(NodeLine.DONE, "");
        console.awaitLine(NodeLine.EXIT);
    }

    private static void subscribe(BenchSystem system, NodeConfig config, NodeConsole console) throws Exception {
        try (SubscriberSide side = new SubscriberSide(system, config)) {
            console.say(NodeLine.READY, side.address());
            String line = console.nextLine();
            while (!line.equals(NodeLine.FINISH)) {
                if (line.equals(NodeLine.EXIT)) {
                    return;
                }
                String phase = line.substring(line.indexOf(' ') + 1);
                side.mark(phase);
                console.say(NodeLine.MARKED, phase);
                line = console.nextLine();
            }
            side.report(console);
            console.say(NodeLine.DONE, "");
            console.awaitLine(NodeLine.EXIT);
        }
    }

    /** One process: its use counts once, as the publisher's, and the driver only has to say GO. */
    private static void both(BenchSystem system, NodeConfig config, NodeConsole console) throws Exception {
        try (SubscriberSide side = new SubscriberSide(system, config)) {
            PublisherRun.of(config.settings()).run(system, config.settings(), side.address(), console);
            side.report(console);
            console.say(NodeLine.DONE, "");
            console.awaitLine(NodeLine.EXIT);
        }
    }
}
