// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.EndpointCounters;
import io.millrace.MetricName;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LinkState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Meters of Micrometer: function counters and gauges over the probes. The one class that knows the library. */
public final class MicrometerInstruments implements Instruments {

    private final MeterRegistry registry;

    public MicrometerInstruments(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Registration watch(EndpointProbe probe) {
        return new EndpointMeters(probe);
    }

    @Override
    public Registration watch(BooleanSupplier live, BooleanSupplier ready) {
        List<Meter> meters = List.of(flag(MetricName.LIVE, live), flag(MetricName.READY, ready));
        return () -> meters.forEach(registry::remove);
    }

    @Override
    public Registration watch(StageProbe probe) {
        Tags tags = Tags.of("pipeline", probe.pipeline(), "stage", probe.stage());
        List<Meter> meters = List.of(
                counter(MetricName.STAGE_HANDLED, tags, probe, StageProbe::handled),
                counter(MetricName.STAGE_DROPPED, tags.and("reason", "dropped"), probe, StageProbe::dropped),
                counter(MetricName.STAGE_DROPPED, tags.and("reason", "handler-failed"), probe, StageProbe::failed),
                counter(MetricName.STAGE_DROPPED, tags.and("reason", "dead-lettered"), probe, StageProbe::deadLettered),
                counter(MetricName.STAGE_RETRIED, tags, probe, StageProbe::retried),
                gauge(MetricName.STAGE_LAG, tags, probe, StageProbe::lag),
                gauge(MetricName.STAGE_STALLED, tags, probe, p -> p.isStalled() ? 1 : 0));
        return () -> meters.forEach(registry::remove);
    }

    @Override
    public Registration watch(EndpointProbe endpoint, GroupProbe probe) {
        Tags tags = tags(endpoint).and("stream", probe.stream(), "group", probe.group(), "consumer", probe.consumer());
        List<Meter> meters = List.of(
                gauge(MetricName.GROUP_LAG, tags, probe, p -> known(p.lag())),
                gauge(MetricName.GROUP_PENDING, tags, probe, p -> known(p.pending())));
        return () -> meters.forEach(registry::remove);
    }

    private static double known(long number) {
        return number < 0 ? Double.NaN : number;
    }

    private static Tags tags(EndpointProbe probe) {
        return Tags.of("role", probe.role(), "uri", probe.uri(), "number", Integer.toString(probe.number()));
    }

    private <P> Meter counter(MetricName name, Tags of, P probe, ToDoubleFunction<P> value) {
        return FunctionCounter.builder(name.meter(), probe, value)
                .baseUnit(name.unit())
                .description(name.description())
                .tags(of)
                .register(registry);
    }

    private <P> Meter gauge(MetricName name, Tags of, P probe, ToDoubleFunction<P> value) {
        return Gauge.builder(name.meter(), probe, value)
                .baseUnit(name.unit().equals("bool") ? null : name.unit())
                .description(name.description())
                .tags(of)
                .strongReference(true)
                .register(registry);
    }

    private Meter flag(MetricName name, BooleanSupplier value) {
        return Gauge.builder(name.meter(), value, v -> v.getAsBoolean() ? 1 : 0)
                .description(name.description())
                .strongReference(true)
                .register(registry);
    }

    private final class EndpointMeters implements Registration {

        private final EndpointProbe probe;
        private final Tags tags;
        private final List<Meter> meters = new ArrayList<>();
        private final Set<ErrorCode> reasonsKnown = EnumSet.noneOf(ErrorCode.class);

        EndpointMeters(EndpointProbe probe) {
            this.probe = probe;
            this.tags = tags(probe);
            messages();
            links();
            levels();
            for (LinkState state : LinkState.values()) {
                Tags of = tags.and("state", state.name());
                gauge(MetricName.STATE, of, p -> p.isIn(state) ? 1 : 0);
                counter(MetricName.TRANSITIONS, of, p -> p.transitions(state));
            }
        }

        private void messages() {
            count(MetricName.MESSAGES_PUBLISHED, EndpointCounters::messagesPublished);
            count(MetricName.MESSAGES_HANDLED, EndpointCounters::messagesHandled);
            count(MetricName.MESSAGES_RETRIED, EndpointCounters::messagesRetried);
            count(MetricName.MESSAGES_REDELIVERED, EndpointCounters::redelivered);
            count(MetricName.BYTES_PUBLISHED, EndpointCounters::bytesPublished);
            count(MetricName.BYTES_HANDLED, EndpointCounters::bytesHandled);
            dropped("handler-failed", EndpointCounters::messagesFailed);
            dropped("dead-lettered", EndpointCounters::messagesDeadLettered);
            dropped("discarded", EndpointCounters::messagesDiscarded);
            dropped("duplicate", EndpointCounters::duplicatesDropped);
            dropped("unsubscribed", EndpointCounters::framesUnsubscribed);
            dropped("slow-skipped", EndpointCounters::messagesSkipped);
            dropped("slow-abandoned", EndpointCounters::messagesAbandoned);
            count(MetricName.RETRANSMITTED_FRAMES, EndpointCounters::retransmittedFrames);
            count(MetricName.RETRANSMITTED_BYTES, EndpointCounters::retransmittedBytes);
            count(MetricName.OFFERS_REFUSED, EndpointCounters::backPressured);
            count(MetricName.PROTOCOL_ERRORS, EndpointCounters::protocolErrors);
        }

        private void links() {
            count(MetricName.LINK_SENT, EndpointCounters::bytesSent);
            count(MetricName.LINK_RECEIVED, EndpointCounters::bytesReceived);
            count(MetricName.LINKS_OPENED, EndpointCounters::linksOpened);
            count(MetricName.LINKS_LOST, EndpointCounters::linksLost);
            count(MetricName.RECONNECTS, EndpointCounters::reconnects);
            meters.add(FunctionTimer.builder(
                            MetricName.RECOVERY.meter(),
                            probe,
                            EndpointProbe::recoveries,
                            p -> (double) p.recoveryNs(),
                            TimeUnit.NANOSECONDS)
                    .description(MetricName.RECOVERY.description())
                    .tags(tags)
                    .register(registry));
        }

        private void levels() {
            counter(MetricName.BACK_PRESSURE_TIME, tags, EndpointProbe::pressedSeconds);
            gauge(MetricName.RING_FILL, tags, p -> p.levels().ringFill());
            gauge(MetricName.LAG, tags, p -> p.levels().lagBytes());
            gauge(MetricName.SESSIONS, tags, p -> p.levels().sessions());
        }

        private void count(MetricName name, ToLongFunction<EndpointCounters> value) {
            counter(name, tags, p -> value.applyAsLong(p.counters()));
        }

        private void dropped(String reason, ToLongFunction<EndpointCounters> value) {
            counter(MetricName.DROPPED, tags.and("reason", reason), p -> value.applyAsLong(p.counters()));
        }

        private void counter(MetricName name, Tags of, ToDoubleFunction<EndpointProbe> value) {
            meters.add(MicrometerInstruments.this.counter(name, of, probe, value));
        }

        private void gauge(MetricName name, Tags of, ToDoubleFunction<EndpointProbe> value) {
            meters.add(MicrometerInstruments.this.gauge(name, of, probe, value));
        }

        @Override
        public void attemptFailed(ErrorCode reason) {
            if (reasonsKnown.add(reason)) {
                counter(MetricName.ATTEMPTS_FAILED, tags.and("reason", reason.name()), p -> p.attemptsFailed(reason));
            }
        }

        @Override
        public void remove() {
            meters.forEach(registry::remove);
        }
    }
}
