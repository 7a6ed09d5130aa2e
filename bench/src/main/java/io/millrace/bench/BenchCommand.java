// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import io.millrace.bench.driver.Cell;
import io.millrace.bench.driver.Contender;
import io.millrace.bench.driver.Driver;
import io.millrace.bench.driver.Launch;
import io.millrace.bench.driver.NoisyMachineException;
import io.millrace.bench.driver.RunFailedException;
import io.millrace.bench.gate.GateSuite;
import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.redis.RedisCeiling;
import io.millrace.bench.report.LineReport;
import io.millrace.bench.report.Ratio;
import io.millrace.bench.report.TableReport;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.PublishApi;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.SystemCatalog;
import io.millrace.bench.system.Threads;
import io.millrace.bench.system.Transport;
import io.millrace.bench.system.WaitMode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "--jmh [JMH ARGUMENTS], if it comes first, runs the micro-benchmarks instead and reports them by state.",
            "",
            "Exit codes: 0 measured, 1 failed, or worse than --base, 2 wrong arguments, 3 other processes used the cores."
        },
        description = "Measures Millrace beside other ways to move messages, in processes of their own, in turn.")
final class BenchCommand implements Callable<Integer> {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_NOISY = 3;
    private static final int MAX_COUNT = 65_535;
    private static final String OURS = "millrace";

    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = "--transport",
            split = ",",
            defaultValue = "tcp",
            description = "tcp, tcps, uds, mem, aeron (over ipc), aeron-udp, redis (default: tcp)")
    private List<Transport> transports = List.of();

    @Option(
            names = "--scenario",
            split = ",",
            defaultValue = "throughput",
            converter = ScenarioConverter.class,
            description =
                    "throughput, throughput-3p, roundtrip, saturation, load, allocation, reconnect, idle, fanout, fanout-slow,"
                            + " connections, streams; with --transport mem also pipeline, pipeline-3p, diamond; with --transport redis"
                            + " only throughput, group and roundtrip")
    private List<Scenario> scenarios = List.of();

    @Option(
            names = {"--against", "--system"},
            split = ",",
            description = "systems to measure beside millrace: raw, raw-copy, netty, netty-batch, disruptor,"
                    + " disruptor-fused, millrace-exclusive, millrace-fused, millrace-staged; over redis: millrace-batch, jedis,"
                    + " jedis-packed, lettuce")
    private List<String> systems = List.of();

    @Option(names = "--only", description = "measure the named systems alone, without millrace")
    private boolean only;

    @Option(
            names = "--size",
            split = ",",
            defaultValue = "32",
            description = "bytes a message up to 64 MiB, or mix (1 B to 4 KiB)")
    private List<String> sizes = List.of();

    @Option(
            names = "--rate",
            defaultValue = "50000",
            description = "messages a second of load (default: 50000), or such as 50%%: that share of the saturation of"
                    + " the slowest system, which is measured first")
    private String rate = "";

    @Option(names = "--runs", defaultValue = "5", description = "runs of each system, each in new JVMs (default: 5)")
    private int runs;

    @Option(names = "--seconds", defaultValue = "2", description = "measured seconds a run (default: 2)")
    private double seconds;

    @Option(names = "--warmup", defaultValue = "5", description = "at most so many seconds of warm-up (default: 5)")
    private double warmup;

    @Option(names = "--cuts", defaultValue = "20", description = "cuts of a reconnect run (default: 20)")
    private int cuts;

    @Option(names = "--subscribers", defaultValue = "4", description = "subscribers of a fan-out (default: 4)")
    private int subscribers;

    @Option(names = "--connections", defaultValue = "1000", description = "of the scenario connections (default: 1000)")
    private int connections;

    @Option(names = "--streams", defaultValue = "10000", description = "of the scenario streams (default: 10000)")
    private int streams;

    @Option(names = "--idle", defaultValue = "adaptive", description = "how threads wait: adaptive, yield")
    private WaitMode waitMode = WaitMode.ADAPTIVE;

    @Option(
            names = "--threading",
            defaultValue = "shared",
            description = "on which threads Millrace works: shared, dedicated, invoker (default: shared)")
    private Threads threads = Threads.SHARED;

    @Option(names = "--api", defaultValue = "claim", description = "how millrace publishes: claim, offer")
    private PublishApi api = PublishApi.CLAIM;

    @Option(
            names = "--option",
            split = "&",
            description = "an option for the URIs of millrace, such as ring=8M; may be repeated")
    private List<String> options = List.of();

    @Option(names = "--lines", description = "one line a figure: SYSTEM TRANSPORT SCENARIO SIZE METRIC VALUE UNIT")
    private boolean lines;

    @Option(names = "--ratios", description = "with --lines: the ratios too, as ratio/OTHER/METRIC")
    private boolean ratios;

    @Option(names = "--suite", description = "gate: compare this build with the one of --base")
    private @Nullable Suite suite;

    @Option(names = "--base", paramLabel = "COMMIT", description = "with --suite gate: the commit to compare with")
    private @Nullable String base;

    @Option(
            names = "--tolerance",
            defaultValue = "0.1",
            description = "with --suite gate: the share by which a median may be worse (default: 0.1)")
    private double tolerance;

    @Option(names = "--force", description = "report even if other processes use the cores, and say so")
    private boolean force;

    BenchCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        try {
            return suite == null ? measure() : gate();
        } catch (NoisyMachineException e) {
            err.println("bench: " + e.getMessage());
            return EXIT_NOISY;
        } catch (RunFailedException | IllegalArgumentException e) {
            err.println("bench: " + e.getMessage());
            return EXIT_FAILED;
        }
    }

    private int measure() throws Exception {
        Driver driver = new Driver(contenders(), runs, force, err);
        for (Transport transport : transports) {
            for (Scenario scenario : scenarios) {
                for (String size : sizes) {
                    List<Cell> cells = driver.measure(settings(driver, transport, scenario, size));
                    report(driver, cells, Ratio.all(cells));
                    if (transport == Transport.REDIS && scenario == Scenario.THROUGHPUT) {
                        out.println("# " + RedisCeiling.line(PayloadSizes.parse(size)));
                    }
                }
            }
        }
        return 0;
    }

    private int gate() throws Exception {
        if (base == null) {
            throw new IllegalArgumentException("--suite gate compares with another commit: add --base COMMIT");
        }
        GateSuite gate = new GateSuite(runs, force, tolerance, err);
        List<String> slower = gate.run(
                base,
                (scenario, size) -> settings(
                        Transport.TCP, scenario, size, LoadRate.parse(rate).perSecond()),
                this::report);
        slower.forEach(line -> err.println("bench: worse than " + base + ": " + line));
        return slower.isEmpty() ? 0 : EXIT_FAILED;
    }

    private List<Contender> contenders() {
        Set<String> names = new LinkedHashSet<>();
        boolean ours = SystemCatalog.all().stream().map(BenchSystem::name).anyMatch(OURS::equals);
        if (!only && ours) {
            names.add(OURS);
        }
        names.addAll(systems);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("--only measures the systems named, and none is: add --system NAME");
        }
        List<Contender> contenders = new ArrayList<>();
        for (String name : names) {
            contenders.add(new Contender(name, SystemCatalog.byName(name).name(), Launch.own()));
        }
        return contenders;
    }

    private RunSettings settings(Driver driver, Transport transport, Scenario scenario, String size) throws Exception {
        LoadRate loadRate = LoadRate.parse(rate);
        RunSettings settings = settings(transport, scenario, size, loadRate.perSecond());
        return scenario == Scenario.LOAD ? loadRate.applyTo(settings, driver, err) : settings;
    }

    private RunSettings settings(Transport transport, Scenario scenario, String size, int perSecond) {
        PayloadSizes payload = PayloadSizes.parse(size);
        return new RunSettings(
                "",
                transport,
                scenario,
                payload,
                waitMode,
                threads,
                api,
                perSecond,
                seconds,
                warmup,
                scenario == Scenario.RECONNECT ? cuts : 0,
                count(scenario),
                String.join("&", options));
    }

    private int count(Scenario scenario) {
        int count =
                switch (scenario) {
                    case FANOUT, FANOUT_SLOW -> subscribers;
                    case CONNECTIONS -> connections;
                    case STREAMS -> streams;
                    default -> 1;
                };
        int least = scenario == Scenario.FANOUT_SLOW ? 2 : 1;
        if (count < least || count > MAX_COUNT) {
            throw new IllegalArgumentException(
                    scenario.label() + " with " + count + " is outside " + least + ".." + MAX_COUNT);
        }
        return count;
    }

    private void report(Driver driver, List<Cell> cells, List<Ratio> pairs) {
        if (driver.reportIsForced()) {
            out.println("# FORCED: other processes used the cores meanwhile; these figures are worth nothing");
        }
        if (lines) {
            LineReport.lines(cells).forEach(out::println);
            if (ratios || suite != null) {
                LineReport.ratioLines(pairs).forEach(out::println);
            }
        } else {
            TableReport.print(cells, pairs, out);
        }
    }

    /** Prepared sets of measurements. */
    enum Suite {
        GATE
    }
}
