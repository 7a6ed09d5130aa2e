// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.internal.metrics.EndpointProbe;
import io.millrace.internal.metrics.GroupProbe;
import io.millrace.internal.metrics.Instruments;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.List;

/** Feeds an endpoint's meters from its counters, at each tick. I/O agent's thread. */
final class EndpointMetrics {

    private final EngineEndpoint endpoint;
    private final EndpointProbe probe;
    private final Instruments instruments;
    private final Instruments.Registration meters;

    EndpointMetrics(EngineEndpoint endpoint, Instruments instruments, String role, EndpointUri uri, int number) {
        this.endpoint = endpoint;
        this.instruments = instruments;
        this.probe = new EndpointProbe(
                role,
                uri.scheme() + "://" + uri.address(),
                number,
                endpoint.streams().counters(List.of()),
                endpoint.agent().nanoTime());
        this.meters = instruments.watch(probe);
    }

    void tick(long nowNs) {
        long lag = 0;
        double fill = 0;
        boolean pressed = false;
        for (RingPublication publication : endpoint.streams().publications()) {
            long held = publication.position() - publication.acknowledged();
            lag += held;
            fill = Math.max(
                    fill, held / (double) publication.published().settings().ringBytes());
            pressed |= publication.isBackPressured();
        }
        EndpointProbe.Levels levels = new EndpointProbe.Levels(endpoint.sessions(), lag, fill);
        probe.update(endpoint.streams().counters(endpoint.sessionTable()), levels, pressed, nowNs);
    }

    void on(LifecycleEvent event) {
        probe.on(event, endpoint.agent().nanoTime());
        if (event.kind() == Kind.ATTEMPT_FAILED && event.cause() != null && isDialling()) {
            attemptFailed(event.cause().code());
        }
    }

    private boolean isDialling() {
        return endpoint instanceof DialledEndpoint || endpoint instanceof LogEndpoint;
    }

    /** A listener tells events of several at once, and counts each. */
    void attemptFailed(ErrorCode code) {
        probe.attemptFailed(code);
        meters.attemptFailed(code);
    }

    /** A member of a consumer group begins; its caller removes the meters. Any thread. */
    Instruments.Registration watch(GroupProbe member) {
        return instruments.watch(probe, member);
    }

    /** A session of a listener went on after so long. */
    void recovered(long afterNs) {
        probe.recovered(afterNs);
    }

    void remove() {
        meters.remove();
    }
}
