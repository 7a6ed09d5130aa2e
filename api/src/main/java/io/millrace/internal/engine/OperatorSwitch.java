// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.supervision.LinkState;

/** Takes an endpoint out of service and puts it back, as its operator wishes. Any thread; done by the I/O agent. */
final class OperatorSwitch {

    private final EngineEndpoint endpoint;
    private final EndpointStatus status;
    private final EndpointStreams streams;

    OperatorSwitch(EngineEndpoint endpoint, EndpointStatus status, EndpointStreams streams) {
        this.endpoint = endpoint;
        this.status = status;
        this.streams = streams;
    }

    void isolate() {
        // At once, so that no offer after this call gets in.
        streams.isolate(true);
        endpoint.agent().execute(() -> {
            if (status.isEnding() || status.isOutOfService()) {
                return;
            }
            endpoint.isolateNow();
            streams.isolate(true);
            status.become(LinkState.ISOLATED);
        });
    }

    void resume() {
        endpoint.agent().execute(() -> {
            if (!status.isOutOfService() || endpoint.isReleased()) {
                return;
            }
            boolean failed = status.is(LinkState.FAILED);
            status.failedBy(null);
            status.become(failed ? LinkState.STARTING : LinkState.CONNECTING);
            endpoint.resumeNow();
            if (!status.isOutOfService()) {
                streams.isolate(false);
            }
        });
    }
}
