// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.LogTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.log.LogBroker;
import io.millrace.spi.log.LogTerms;
import io.millrace.spi.log.LogTransport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;

/** A log transport and what was opened of it, closed in reverse order. One thread. */
final class LogBench implements AutoCloseable {

    static final long CONNECT_NS = 2_000_000_000L;

    private final LogTransportProvider provider;
    private final LogTransport transport;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    LogBench(LogTransportProvider provider) {
        this.provider = provider;
        this.transport = provider.create(new Context());
    }

    private static final class Context implements TransportContext {
        @Override
        public Selector selector() {
            throw new UnsupportedOperationException("a log transport has no use for a selector");
        }

        @Override
        public void wakeup() {}

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    LogBroker open(String text) {
        EndpointUri uri = EndpointUri.parse(text);
        Options options = Options.parse(uri, provider.options());
        return closing(transport.open(uri, options, new LogTerms("tck", CONNECT_NS, CONNECT_NS)));
    }

    <T extends AutoCloseable> T closing(T opened) {
        open.push(opened);
        return opened;
    }

    @Override
    public void close() {
        try {
            for (AutoCloseable opened : open) {
                opened.close();
            }
        } catch (Exception e) {
            throw new AssertionError("closing failed", e);
        }
        transport.close();
    }
}
