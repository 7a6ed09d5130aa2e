// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.test.fault.FaultProxy;
import io.millrace.test.fault.Faults;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Established connections, with load both ways, on which nothing arrives any more and nobody says so: found by the
 * heartbeat, and gone on with where it was when there is a way again. The long variant has the default heartbeat of a
 * second and five seconds of silence.
 */
final class SilenceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration HEARTBEAT = Pace.of(Duration.ofMillis(200), Duration.ofSeconds(1));
    private static final Duration SILENCE = Pace.of(Duration.ofMillis(1_500), Duration.ofSeconds(5));

    /** Found within three heartbeats, looked at once a heartbeat, on a busy machine. */
    private static final Duration FOUND = HEARTBEAT.multipliedBy(4).plusMillis(300);

    private static final String OPTIONS = Pace.LONG
            ? "?checksum=crc32c"
            : "?heartbeat=200ms&dead-after=600ms&handshake-timeout=500ms&backoff-base=10ms&backoff-cap=200ms"
                    + "&checksum=crc32c";
    private static final long SOME = 20_000;

    private final Events farEvents = new Events();
    private final Events nearEvents = new Events();
    private final Ledger there = new Ledger();
    private final Ledger back = new Ledger();
    private final Millrace far = Millrace.builder().listener(farEvents).build();
    private final Millrace near = Millrace.builder().listener(nearEvents).build();
    private FaultProxy proxy;
    private Publication out;
    private Publication in;
    private Pump outPump;
    private Pump inPump;

    @BeforeEach
    void flow() throws Exception {
        Endpoint server = far.listen("tcp://127.0.0.1:0" + OPTIONS);
        server.subscribe("there", there::accept);
        proxy = FaultProxy.to(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.uri().port()));
        Endpoint client = near.connect("tcp://127.0.0.1:" + proxy.port() + OPTIONS);
        client.subscribe("back", back::accept);
        out = client.publication("there");
        in = server.publication("back");
        outPump = Pump.start(out);
        inPump = Pump.start(in);
        awaitMore();
    }

    @AfterEach
    void close() {
        outPump.close();
        inPump.close();
        near.close();
        far.close();
        proxy.close();
    }

    @Test
    void ofTheWholeWayIsFoundOnBothSidesAndResumedAfterwards() {
        proxy.bothWays().hold();
        Duration nearTook = awaitSilence(nearEvents);
        assertThat(nearTook).isLessThan(FOUND);
        Await.until(FOUND, "found over there", farEvents::toString, () -> farEvents.count(SilenceTest::isSilence) > 0);
        Await.elapsed(SILENCE.minus(nearTook).isNegative() ? Duration.ZERO : SILENCE.minus(nearTook));
        proxy.bothWays().release();
        finish();
    }

    @Test
    void ofAPeerThatIsGoneIsFoundByWhoDials() {
        proxy.halfOpenForDiallers();
        assertThat(awaitSilence(nearEvents)).isLessThan(FOUND);
        finish();
        assertThat(farEvents.count(SilenceTest::isSilence))
                .as("that side was told: " + farEvents)
                .isZero();
    }

    /** Who dials comes back at once, long before the other side would have found that the old link is dead. */
    @Test
    void ofAPeerThatIsGoneIsFoundByWhoListens() {
        proxy.halfOpenForTarget();
        Await.until(PATIENCE, "a newer link", farEvents::toString, () -> farEvents.count(Kind.LINK_UP) > 1);
        finish();
    }

    /** The other end still hears; it is told by the end of the connection, or by the next one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofOneDirectionEndsTheLinkOnBothSides(boolean whoDialsHears) {
        Faults direction = whoDialsHears ? proxy.toTarget() : proxy.toDialler();
        Events deaf = whoDialsHears ? farEvents : nearEvents;
        Events hearing = whoDialsHears ? nearEvents : farEvents;
        direction.hold();
        assertThat(awaitSilence(deaf)).isLessThan(FOUND);
        direction.release();
        hearing.await(Kind.LINK_DOWN);
        finish();
        assertThat(nearEvents.count(Kind.LINK_UP))
                .as("links, the first one included: " + nearEvents)
                .isLessThanOrEqualTo(3);
    }

    private static boolean isSilence(LifecycleEvent event) {
        return event.kind() == Kind.LINK_DOWN
                && event.cause() != null
                && event.cause().code() == ErrorCode.HEARTBEAT_TIMEOUT;
    }

    private static Duration awaitSilence(Events events) {
        long beginNs = System.nanoTime();
        events.await("link given up for silence", SilenceTest::isSilence);
        return Duration.ofNanos(System.nanoTime() - beginNs);
    }

    private void awaitMore() {
        long thereTarget = there.handled() + SOME;
        long backTarget = back.handled() + SOME;
        Await.until(
                PATIENCE,
                "flowing both ways",
                () -> there + " " + back + " near: " + nearEvents + " far: " + farEvents,
                () -> there.handled() >= thereTarget && back.handled() >= backTarget);
    }

    private void finish() {
        awaitMore();
        finish(outPump, out, there);
        finish(inPump, in, back);
        assertThat(nearEvents.count(Kind.SESSION_RESUMED))
                .as(nearEvents.toString())
                .isPositive();
        for (Events events : new Events[] {nearEvents, farEvents}) {
            assertThat(events.count(Kind.SESSION_RESTARTED))
                    .as(events.toString())
                    .isZero();
            assertThat(events.count(Kind.GAP)).as(events.toString()).isZero();
            assertThat(events.count(Kind.LOSS)).as(events.toString()).isZero();
        }
    }

    private void finish(Pump pump, Publication publication, Ledger ledger) {
        long published = pump.stop();
        assertThat(publication.drain(PATIENCE))
                .as(() -> publication.stream() + " published " + publication.position() + ", acknowledged "
                        + publication.acknowledged() + "; " + there + " " + back + "\nnear: " + nearEvents + " "
                        + near.health() + "\nfar: " + farEvents + " " + far.health())
                .isTrue();
        ledger.assertExactly(published);
    }
}
