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
import io.millrace.bench.system.Threads;
import io.millrace.supervision.LifecycleListener;
import io.millrace.supervision.LinkState;
import java.util.concurrent.TimeUnit;

/** A runtime with one endpoint. Opened and closed by the node's main thread. */
final class MillraceNode implements Receiver {
    private static final long UP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private final Millrace millrace;
    private final Endpoint endpoint;
    private final boolean exclusive;
    private final boolean turned;

    private MillraceNode(Millrace millrace, Endpoint endpoint, boolean exclusive, boolean turned) {
        this.millrace = millrace;
        this.endpoint = endpoint;
        this.exclusive = exclusive;
        this.turned = turned;
    }

    static MillraceNode listen(RunSettings settings, boolean exclusive) {
        return listen(settings, exclusive, event -> {});
    }

    static MillraceNode listen(RunSettings settings, boolean exclusive, LifecycleListener listener) {
        Millrace millrace = MillraceRuntimes.start(settings, listener);
        return new MillraceNode(millrace, millrace.listen(MillraceUris.listening(settings)), exclusive, false);
    }

    static MillraceNode connect(RunSettings settings, String address, boolean exclusive) {
        Millrace millrace = MillraceRuntimes.start(settings);
        return new MillraceNode(
                millrace, millrace.connect(MillraceUris.connecting(settings, address)), exclusive, false);
    }

    /** As {@link #connect}, for a thread that calls {@link #turn} whenever it has nothing better to do. */
    static MillraceNode connectTurned(RunSettings settings, String address, boolean exclusive) {
        if (settings.threads() != Threads.INVOKER) {
            return connect(settings, address, exclusive);
        }
        Millrace millrace = MillraceRuntimes.invoked();
        return new MillraceNode(
                millrace, millrace.connect(MillraceUris.connecting(settings, address)), exclusive, true);
    }

    /** True if nothing happens but in {@link #turn}. */
    boolean isTurned() {
        return turned;
    }

    /** Does the runtime's work if it has no thread; returns how much there was. */
    int turn() {
        return turned ? millrace.doWork() : 0;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** The input of three stages on one thread, which each read every byte, in front of a stream. */
    Publication staged(String stream) {
        return millrace.pipeline("staged")
                .threads(1)
                .stage("first", new MillracePipeline.Summing())
                .stage("second", new MillracePipeline.Summing())
                .stage("third", new MillracePipeline.Summing())
                .to(endpoint, stream)
                .start()
                .input();
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
        awaitUp(endpoint, this::turn);
    }

    static void awaitUp(Endpoint endpoint) {
        awaitUp(endpoint, () -> {});
    }

    private static void awaitUp(Endpoint endpoint, Runnable turn) {
        boolean up = CpuWait.until(
                () -> {
                    turn.run();
                    return endpoint.state() == LinkState.UP;
                },
                UP_TIMEOUT_NS);
        if (!up) {
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
