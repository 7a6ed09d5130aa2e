// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Endpoint;
import io.millrace.MetricName;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.internal.metrics.MicrometerInstruments;
import io.millrace.pipeline.Pipeline;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetersTest {

    private static final byte[] MESSAGE = new byte[32];
    private static final Duration TICK = Duration.ofMillis(300);

    private final SimulatedNetwork network = new SimulatedNetwork();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private HandCranked crank;

    @BeforeEach
    void start() {
        crank = new HandCranked(network);
        crank.runtime.meter(new MicrometerInstruments(registry));
    }

    @AfterEach
    void stop() {
        crank.close();
    }

    private double count(MetricName name, String... tags) {
        return registry.get(name.meter()).tags(tags).functionCounter().count();
    }

    private double gauge(MetricName name, String... tags) {
        return registry.get(name.meter()).tags(tags).gauge().value();
    }

    private Set<String> names() {
        return registry.getMeters().stream().map(m -> m.getId().getName()).collect(Collectors.toSet());
    }

    @Test
    void whatMovesIsCounted() {
        Endpoint server = crank.listen("sim:x");
        server.subscribe("orders", message -> {
            if (message.position() == 0) {
                throw new IllegalStateException("on purpose");
            }
        });
        Endpoint client = crank.connect("sim:x");
        Publication orders = client.publication("orders");
        for (int i = 0; i < 3; i++) {
            orders.offer(MESSAGE, 0, 32);
        }
        crank.until("delivered", () -> orders.acknowledged() == 192);
        crank.pass(TICK);
        assertThat(count(MetricName.MESSAGES_PUBLISHED, "role", "client")).isEqualTo(3);
        assertThat(count(MetricName.BYTES_PUBLISHED, "role", "client")).isEqualTo(192);
        assertThat(count(MetricName.MESSAGES_HANDLED, "role", "server")).isEqualTo(2);
        assertThat(count(MetricName.DROPPED, "role", "server", "reason", "handler-failed"))
                .isEqualTo(1);
        assertThat(count(MetricName.LINK_RECEIVED, "role", "server")).isGreaterThan(192);
        assertThat(count(MetricName.LINK_SENT, "role", "client")).isGreaterThan(192);
        assertThat(gauge(MetricName.LAG, "role", "client")).isZero();
        assertThat(gauge(MetricName.SESSIONS, "role", "server")).isEqualTo(1);
        assertThat(registry.get(MetricName.LAG.meter())
                        .tag("role", "client")
                        .gauge()
                        .getId()
                        .getTag("uri"))
                .isEqualTo("sim://x");
    }

    @Test
    void aFullRingShowsInFillLagRefusalsAndTime() {
        Endpoint server = crank.listen("sim:x");
        server.subscribeControlled("orders", message -> Action.RETRY);
        Endpoint client = crank.connect("sim:x?ring=64k");
        Publication orders = client.publication("orders");
        crank.until("refused", () -> orders.offer(MESSAGE, 0, 32) == OfferStatus.BACK_PRESSURED);
        crank.pass(TICK);
        crank.pass(Duration.ofSeconds(1));
        assertThat(gauge(MetricName.RING_FILL, "role", "client")).isEqualTo(1);
        assertThat(gauge(MetricName.LAG, "role", "client")).isEqualTo(64 * 1024);
        assertThat(count(MetricName.OFFERS_REFUSED, "role", "client")).isEqualTo(1);
        assertThat(count(MetricName.BACK_PRESSURE_TIME, "role", "client")).isBetween(1.0, 2.0);
        assertThat(gauge(MetricName.RING_FILL, "role", "server")).isZero();
    }

    @Test
    void statesTransitionsFailedAttemptsAndRecoveryAreTold() {
        Endpoint server = crank.listen("sim:x");
        Endpoint client = crank.connect("sim:x?backoff-base=1s&backoff-cap=1s");
        crank.until("up", () -> client.state() == LinkState.UP);
        assertThat(gauge(MetricName.STATE, "role", "client", "state", "UP")).isEqualTo(1);
        network.reachable = false;
        network.newest().cut();
        long cutNs = crank.nowNs();
        crank.until("tried", () -> client.state() == LinkState.BACKOFF);
        crank.pass(Duration.ofSeconds(5));
        assertThat(gauge(MetricName.STATE, "role", "client", "state", "UP")).isZero();
        assertThat(count(MetricName.ATTEMPTS_FAILED, "role", "client", "reason", "CONNECT_REFUSED"))
                .isGreaterThanOrEqualTo(1);
        network.reachable = true;
        crank.until("up", () -> client.state() == LinkState.UP);
        double awayMs = (crank.nowNs() - cutNs) / 1e6;
        crank.pass(TICK);
        assertThat(count(MetricName.TRANSITIONS, "role", "client", "state", "UP"))
                .isEqualTo(2);
        for (String role : new String[] {"client", "server"}) {
            FunctionTimer recovery =
                    registry.get(MetricName.RECOVERY.meter()).tag("role", role).functionTimer();
            assertThat(recovery.count()).as(role).isEqualTo(1);
            assertThat(recovery.totalTime(TimeUnit.MILLISECONDS)).as(role).isBetween(4_900.0, awayMs);
        }
        assertThat(server.sessions()).isEqualTo(1);
    }

    @Test
    void everyMeterHasTheNameUnitAndDescriptionOfItsConstant() {
        crank.listen("sim:x");
        crank.connect("sim:nobody");
        crank.pass(TICK);
        Pipeline pipeline = crank.runtime
                .pipeline("metered")
                .stage("stage", (message, stage) -> {})
                .start();
        // Groups are those of a broker, whose transport's tests look for their meters
        Set<MetricName> here = EnumSet.complementOf(EnumSet.of(MetricName.GROUP_LAG, MetricName.GROUP_PENDING));
        assertThat(names()).isEqualTo(here.stream().map(MetricName::meter).collect(Collectors.toSet()));
        for (MetricName name : here) {
            for (Meter meter : registry.get(name.meter()).meters()) {
                assertThat(meter.getId().getDescription()).isEqualTo(name.description());
                assertThat(meter.getId().getType().name().toLowerCase(Locale.ROOT))
                        .isEqualTo(name.kind().name().toLowerCase(Locale.ROOT));
                for (String tag : name.tags()) {
                    assertThat(meter.getId().getTag(tag))
                            .as("%s of %s", tag, name)
                            .isNotNull();
                }
            }
        }
        pipeline.close();
    }

    @Test
    void metersGoWhenTheirEndpointIsClosed() {
        Endpoint server = crank.listen("sim:x");
        Endpoint client = crank.connect("sim:x");
        crank.until("up", () -> client.state() == LinkState.UP);
        client.close();
        crank.until("closed", () -> client.state() == LinkState.CLOSED);
        assertThat(registry.find(MetricName.STATE.meter()).tag("role", "client").meters())
                .isEmpty();
        assertThat(registry.find(MetricName.STATE.meter()).tag("role", "server").meters())
                .hasSize(LinkState.values().length);
        server.close();
        crank.until("closed", () -> server.state() == LinkState.CLOSED);
        assertThat(names()).containsExactlyInAnyOrder(MetricName.LIVE.meter(), MetricName.READY.meter());
    }

    @Test
    void twoEndpointsOfOneAddressAreToldApart() {
        crank.listen("sim:x");
        crank.connect("sim:x?name=a");
        crank.connect("sim:x?name=b");
        crank.pass(TICK);
        assertThat(registry.get(MetricName.SESSIONS.meter())
                        .tag("role", "client")
                        .meters())
                .extracting(meter -> meter.getId().getTag("number"))
                .containsExactlyInAnyOrder("2", "3");
    }
}
