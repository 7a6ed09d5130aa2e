// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import io.millrace.Endpoint;
import io.millrace.Health;
import io.millrace.Millrace;
import io.millrace.ThreadingMode;
import io.millrace.TransportReport;
import io.millrace.pipeline.PipelineBuilder;
import io.millrace.spi.uri.EndpointUri;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * A runtime in any threading mode, to be used in the same way in each: one that the application turns gets a thread that
 * does nothing else.
 */
final class Turned implements Millrace {

    private final Millrace millrace;
    private final Thread loop;
    private volatile boolean closed;

    private Turned(Millrace millrace) {
        this.millrace = millrace;
        this.loop = new Thread(this::turn, "test-invoker");
        loop.start();
    }

    /** A runtime with a mode and settings. */
    static Millrace runtime(ThreadingMode mode, UnaryOperator<Builder> settings) {
        Millrace built = settings.apply(Millrace.builder().threading(mode)).build();
        return mode == ThreadingMode.INVOKER ? new Turned(built) : built;
    }

    private void turn() {
        while (!closed) {
            if (millrace.doWork() == 0) {
                LockSupport.parkNanos(20_000);
            }
        }
    }

    @Override
    public Endpoint listen(String uri) {
        return millrace.listen(uri);
    }

    @Override
    public Endpoint listen(EndpointUri uri) {
        return millrace.listen(uri);
    }

    @Override
    public Endpoint connect(String uri) {
        return millrace.connect(uri);
    }

    @Override
    public Endpoint connect(EndpointUri uri) {
        return millrace.connect(uri);
    }

    @Override
    public PipelineBuilder pipeline(String name) {
        return millrace.pipeline(name);
    }

    @Override
    public int doWork() {
        throw new IllegalStateException("it has a thread for that");
    }

    @Override
    public Health health() {
        return millrace.health();
    }

    @Override
    public List<TransportReport> transports() {
        return millrace.transports();
    }

    @Override
    public void close() {
        millrace.close();
        closed = true;
    }
}
