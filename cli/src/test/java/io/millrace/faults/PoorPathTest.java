// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.test.fault.FaultProxy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paths that work, and badly: one that comes and goes, one that is far too narrow for what is published. */
final class PoorPathTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration TROUBLE = Pace.of(Duration.ofSeconds(5), Duration.ofSeconds(60));
    private static final Duration BETWEEN_CUTS = Duration.ofMillis(300);

    /** A megabit. */
    private static final long NARROW_BYTES_PER_SECOND = 125_000;

    private static final String OPTIONS = "?heartbeat=250ms&dead-after=1s&backoff-base=10ms&backoff-cap=1s";

    private final Events farEvents = new Events();
    private final Events nearEvents = new Events();
    private final Ledger ledger = new Ledger();
    private final Millrace far = Millrace.builder().listener(farEvents).build();
    private final Millrace near = Millrace.builder().listener(nearEvents).build();
    private FaultProxy proxy;
    private Publication publication;
    private Pump pump;

    @BeforeEach
    void flow() throws Exception {
        Endpoint server = far.listen("tcp://127.0.0.1:0" + OPTIONS);
        server.subscribe("load", ledger::accept);
        proxy = FaultProxy.to("tcp://127.0.0.1:" + server.uri().port());
        publication = near.connect(proxy.uri() + OPTIONS).publication("load");
        pump = Pump.start(publication);
        awaitMore();
    }

    @AfterEach
    void close() {
        pump.close();
        near.close();
        far.close();
        proxy.close();
    }

    @Test
    void thatComesAndGoesLosesNothingAndIsTriedNoMoreOftenThanItComes() {
        long cuts = TROUBLE.dividedBy(BETWEEN_CUTS);
        for (long cut = 0; cut < cuts; cut++) {
            proxy.reset();
            Await.elapsed(BETWEEN_CUTS);
        }
        awaitMore();
        assertThat(nearEvents.count(Kind.LINK_UP)).as(nearEvents.toString()).isBetween(2L, cuts + 1);
        assertThat(nearEvents.count(Kind.ATTEMPT_FAILED))
                .as("attempts that a reset has met: " + nearEvents)
                .isLessThanOrEqualTo(cuts);
        finish();
        assertThat(nearEvents.count(Kind.SESSION_RESUMED)).isPositive();
    }

    @Test
    void thatIsNarrowHoldsThePublisherBackAndIsNotTakenForDead() {
        proxy.bothWays().throttle(NARROW_BYTES_PER_SECOND);
        long before = ledger.handled();
        long refusedBefore = pump.refused();
        Await.elapsed(TROUBLE);
        assertThat(ledger.handled()).as("goes on, if slowly").isGreaterThan(before);
        assertThat(pump.refused()).as("refusals of a full ring").isGreaterThan(refusedBefore);
        for (Events events : new Events[] {nearEvents, farEvents}) {
            assertThat(events.count(Kind.LINK_DOWN)).as(events.toString()).isZero();
        }
        proxy.heal();
        finish();
    }

    private void awaitMore() {
        long target = ledger.handled() + 20_000;
        Await.until(
                PATIENCE,
                "flowing",
                () -> ledger + " near: " + nearEvents + " far: " + farEvents,
                () -> ledger.handled() >= target);
    }

    private void finish() {
        long published = pump.stop();
        assertThat(publication.drain(PATIENCE))
                .as(() -> ledger + "\nnear: " + nearEvents + "\nfar: " + farEvents)
                .isTrue();
        ledger.assertExactly(published);
        for (Events events : new Events[] {nearEvents, farEvents}) {
            assertThat(events.count(Kind.SESSION_RESTARTED))
                    .as(events.toString())
                    .isZero();
            assertThat(events.count(Kind.GAP)).as(events.toString()).isZero();
            assertThat(events.count(Kind.LOSS)).as(events.toString()).isZero();
        }
    }
}
