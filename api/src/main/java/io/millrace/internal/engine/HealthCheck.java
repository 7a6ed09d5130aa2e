// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Health;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LinkState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Looks at a runtime from outside, on the caller's thread, and asks the I/O thread nothing: one that is stuck could not
 * answer.
 */
final class HealthCheck {

    private static final long PROGRESS_WITHIN_NS = 10_000_000_000L;

    private final List<String> reasons = new ArrayList<>();
    private boolean live = true;
    private boolean ready = true;

    static Health of(Crew crew, Collection<EngineEndpoint> endpoints, List<EnginePipeline> pipelines, boolean closed) {
        HealthCheck check = new HealthCheck();
        check.progress(crew.io(), closed);
        crew.agents().forEach(check::presence);
        endpoints.forEach(check::endpoint);
        pipelines.forEach(check::pipeline);
        return new Health(check.live, check.live && check.ready, check.reasons);
    }

    private void progress(IoAgent agent, boolean closed) {
        long silentNs = agent.nanoTime() - agent.cycleNs();
        if (closed) {
            live = false;
            reasons.add("the runtime is closed");
        } else if (silentNs > PROGRESS_WITHIN_NS) {
            live = false;
            reasons.add("the I/O thread " + agent.roleName() + " has made no progress for " + silentNs / 1_000_000_000
                    + " s: a handler or listener does not return, or nobody turns it");
        }
    }

    private void presence(EngineAgent agent) {
        if (agent.isStopped()) {
            live = false;
            reasons.add("the thread " + agent.roleName() + " has ended");
        }
    }

    private void endpoint(EngineEndpoint endpoint) {
        EndpointStatus status = endpoint.status();
        LinkState state = status.state();
        if (state == LinkState.UP) {
            return;
        }
        boolean works = state == LinkState.DEGRADED;
        boolean required = endpoint.config().required();
        if (!works && required) {
            ready = false;
        }
        reasons.add(endpoint.title() + " is " + state + (required ? "" : ", and not required") + why(status));
    }

    private void pipeline(EnginePipeline pipeline) {
        if (pipeline.failure() != null) {
            ready = false;
        }
        reasons.addAll(pipeline.findings());
    }

    private static String why(EndpointStatus status) {
        MillraceException failure = status.cause();
        if (failure != null) {
            return ": " + failure.getMessage();
        }
        return status.detail().isEmpty() ? "" : ": " + status.detail();
    }
}
