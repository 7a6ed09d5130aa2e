// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.test.fault.Cut;
import io.millrace.test.fault.FaultProxy;
import io.millrace.test.fault.Outage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection is reset inside a frame, under full load, again and again. Default settings. */
final class CutInsideFrameTest {
    private static final long SEED = 20_261_120;
    private static final int CUTS = 20;
    private static final Duration BAR = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Duration> recoveries = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private final Events events = new Events();

    @ParameterizedTest
    @EnumSource
    void losesNothingWhenThePublisherDials(Carrier carrier) throws Exception {
        try (Millrace far = Millrace.create();
                Millrace near = Millrace.builder().listener(events).build()) {
            Endpoint server = far.listen(carrier.listen(folder));
            server.subscribe("numbers", ledger::accept);
            try (FaultProxy proxy = proxyTo(server)) {
                Publication numbers = near.connect(proxy.uri()).publication("numbers");
                try (Pump pump = Pump.start(numbers)) {
                    awaitMore(20_000);
                    for (int i = 0; i < CUTS; i++) {
                        cut(proxy);
                    }
                    finish(pump, numbers);
                }
            }
        }
        assertThat(events.count(Kind.SESSION_RESUMED)).as(events.toString()).isEqualTo(CUTS);
    }

    private void cut(FaultProxy proxy) throws Exception {
        long after = proxy.framesSeen() + random.nextLong(1_000, 100_000);
        Outage outage = proxy.cutInsideFrame(after, random.nextInt(1, 64), Duration.ofMillis(random.nextLong(0, 301)));
        Cut cut = outage.cut().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(cut.forwardedBytes()).isBetween(1, cut.frameLength() - 1);
        recoveries.add(outage.flowingAgain().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        awaitMore(1);
    }

    @Test
    void losesNothingWhenTheSubscriberDials() throws Exception {
        try (Millrace far = Millrace.create();
                Millrace near = Millrace.builder().listener(events).build()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0");
            Publication numbers = server.publication("numbers");
            try (FaultProxy proxy = proxyTo(server);
                    Pump pump = Pump.start(numbers)) {
                near.connect("tcp://127.0.0.1:" + proxy.port()).subscribe("numbers", ledger::accept);
                awaitMore(20_000);
                for (int i = 0; i < CUTS / 2; i++) {
                    breakAnywhere(proxy);
                }
                finish(pump, numbers);
            }
        }
        assertThat(events.count(Kind.SESSION_RESUMED)).as(events.toString()).isEqualTo(CUTS / 2);
    }

    private void breakAnywhere(FaultProxy proxy) {
        awaitMore(random.nextLong(1_000, 100_000));
        long resumedBefore = events.count(Kind.SESSION_RESUMED);
        Duration downFor = Duration.ofMillis(random.nextLong(0, 301));
        long startNs = System.nanoTime();
        proxy.down(downFor);
        // What is handled after this event came over the new link.
        Await.until(PATIENCE, "resumed", events::toString, () -> events.count(Kind.SESSION_RESUMED) > resumedBefore);
        awaitMore(1);
        recoveries.add(Duration.ofNanos(System.nanoTime() - startNs).minus(downFor));
    }

    private static FaultProxy proxyTo(Endpoint server) throws Exception {
        return FaultProxy.to(server.uri().toString());
    }

    private void awaitMore(long messages) {
        long target = ledger.handled() + messages;
        Await.until(PATIENCE, "flowing", () -> ledger + " " + events, () -> ledger.handled() >= target);
    }

    private void finish(Pump pump, Publication numbers) {
        long published = pump.stop();
        assertThat(numbers.drain(PATIENCE)).isTrue();
        ledger.assertExactly(published);
        System.out.printf(
                "%d messages, %d cuts, flowing again after at most %d ms, in the middle %d ms%n",
                published,
                recoveries.size(),
                recoveries.stream().mapToLong(Duration::toMillis).max().orElse(0),
                recoveries.stream()
                        .sorted()
                        .skip(recoveries.size() / 2)
                        .findFirst()
                        .orElse(Duration.ZERO)
                        .toMillis());
        assertThat(recoveries)
                .as(events.toString())
                .allMatch(time -> time.compareTo(BAR) < 0, "within " + BAR.toMillis() + " ms");
    }
}
