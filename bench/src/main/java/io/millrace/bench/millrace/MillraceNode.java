// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.supervision.LifecycleListener;
import io.millrace.supervision.LinkState;
import java.util.concurrent.TimeUnit;

/** A runtime with one endpoint. Opened and closed by the node's main thread. */
final class MillraceNode implements Receiver {
    private static final long UP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private final Millrace millrace;
    private final Endpoint endpoint;
    private final boolean exclusive;

    private MillraceNode(Millrace millrace, Endpoint endpoint, boolean exclusive) {
        this.millrace = millrace;
        this.endpoint = endpoint;
        this.exclusive = exclusive;
    }

    static MillraceNode listen(RunSettings settings, boolean exclusive) {
        return listen(settings, exclusive, event -> {});
    }

    static MillraceNode listen(RunSettings settings, boolean exclusive, LifecycleListener listener) {
        Millrace millrace = MillraceRuntimes.start(settings, listener);
        return new MillraceNode(millrace, millrace.listen(MillraceUris.listening(settings)), exclusive);
    }

    static MillraceNode connect(RunSettings settings, String address, boolean exclusive) {
        Millrace millrace = MillraceRuntimes.start(settings);
        return new MillraceNode(millrace, millrace.connect(MillraceUris.connecting(settings, address)), exclusive);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Publication publication(String stream) {
        return exclusive ? endpoint.exclusivePublication(stream) : endpoint.publication(stream);
    }

    /** Fails if the publication does not take the run's longest message. */
    void checkFits(Publication publication, PayloadSizes sizes) {
        if (sizes.maxBytes() > publication.maxMessageLength()) {
            close();
            throw new IllegalArgumentException("a message of " + sizes.maxBytes() + " bytes is more than the "
                    + publication.maxMessageLength() + " that the publication takes; a larger ring takes more, as"
                    + " with --option ring=64M");
        }
    }

    void awaitUp() {
        awaitUp(endpoint);
    }

    static void awaitUp(Endpoint endpoint) {
        if (!CpuWait.until(() -> endpoint.state() == LinkState.UP, UP_TIMEOUT_NS)) {
            throw new IllegalStateException("the endpoint is " + endpoint.state() + " instead of UP");
        }
    }

    @Override
    public String address() {
        return endpoint.uri().raw();
    }

    @Override
    public void close() {
        millrace.close();
    }
}
