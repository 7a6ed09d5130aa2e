// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.test.fault.FaultProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that carry load in both directions, or from one to the next, are reset again and again. */
final class BothWaysTest {
    private static final int RESETS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SplittableRandom random = new SplittableRandom(20_261_120);
    private final Events events = new Events();

    private Millrace runtime() {
        return Millrace.builder().listener(events).build();
    }

    private static FaultProxy proxyTo(Endpoint server) throws Exception {
        return FaultProxy.to(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.uri().port()));
    }

    @Test
    void losesNothingEitherWay() throws Exception {
        Ledger there = new Ledger();
        Ledger back = new Ledger();
        try (Millrace far = runtime();
                Millrace near = runtime()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0?checksum=crc32c");
            server.subscribe("there", there::accept);
            try (FaultProxy proxy = proxyTo(server)) {
                Endpoint client = near.connect("tcp://127.0.0.1:" + proxy.port() + "?checksum=crc32c");
                client.subscribe("back", back::accept);
                Publication out = client.publication("there");
                Publication in = server.publication("back");
                try (Pump outPump = Pump.start(out);
                        Pump inPump = Pump.start(in)) {
                    for (int i = 0; i < RESETS; i++) {
                        awaitMore(there);
                        awaitMore(back);
                        reset(proxy);
                    }
                    awaitMore(there);
                    awaitMore(back);
                    finish(outPump, out, there);
                    finish(inPump, in, back);
                }
            }
        }
    }

    /** A handler waits for room in a ring whose link is reset meanwhile: that is not the handler's affair. */
    @ParameterizedTest
    @EnumSource
    void losesNothingBehindAForwardingHandler(ForwardingHandlerTest.Way way) throws Exception {
        Ledger ledger = new Ledger();
        try (Millrace last = runtime();
                Millrace middle = runtime();
                Millrace first = runtime()) {
            Endpoint sink = last.listen("tcp://127.0.0.1:0");
            sink.subscribe("back", ledger::accept);
            try (FaultProxy proxy = proxyTo(sink)) {
                Endpoint relay = middle.listen("tcp://127.0.0.1:0");
                Endpoint onward = middle.connect("tcp://127.0.0.1:" + proxy.port() + "?ring=64k&window=16k");
                way.forward(relay, onward.publication("back"));
                Publication numbers = first.connect(relay.uri()).publication("there");
                try (Pump pump = Pump.start(numbers, 200, Long.MAX_VALUE)) {
                    for (int i = 0; i < RESETS; i++) {
                        awaitMore(ledger);
                        reset(proxy);
                    }
                    awaitMore(ledger);
                    long published = pump.stop();
                    assertThat(numbers.drain(PATIENCE)).isTrue();
                    assertThat(onward.drain(PATIENCE)).isTrue();
                    ledger.assertExactly(published);
                }
                assertThat(relay.counters().messagesFailed()).isZero();
                assertThat(relay.counters().linksLost()).isZero();
            }
        }
    }

    private void awaitMore(Ledger ledger) {
        long target = ledger.handled() + random.nextInt(1_000, 10_000);
        Await.until(PATIENCE, "flowing", () -> ledger + " " + events, () -> ledger.handled() >= target);
    }

    private void reset(FaultProxy proxy) {
        long before = events.count(Kind.LINK_DOWN);
        proxy.down(Duration.ofMillis(random.nextInt(100)));
        Await.until(PATIENCE, "link lost", events::toString, () -> events.count(Kind.LINK_DOWN) > before);
    }

    private static void finish(Pump pump, Publication publication, Ledger ledger) {
        long published = pump.stop();
        assertThat(publication.drain(PATIENCE)).isTrue();
        ledger.assertExactly(published);
    }
}
