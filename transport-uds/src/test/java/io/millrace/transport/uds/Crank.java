// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands in for the engine: the test's own thread is the I/O agent, and turns this crank. */
final class Crank implements TransportContext, AutoCloseable {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);

    private final UdsTransportProvider provider = new UdsTransportProvider();
    private final Selector selector;
    private final PeerTransport transport;
    private long skippedNs;

    Crank() throws IOException {
        selector = Selector.open();
        transport = provider.create(this);
    }

    @Override
    public Selector selector() {
        return selector;
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + skippedNs;
    }

    void skip(long ns) {
        skippedNs += ns;
    }

    PeerTransport transport() {
        return transport;
    }

    LinkAcceptor listen(String uri) {
        EndpointUri parsed = EndpointUri.parse(uri);
        return transport.listen(parsed, Options.parse(parsed, provider.options()));
    }

    FrameLink dial(String uri) {
        EndpointUri parsed = EndpointUri.parse(uri);
        return transport.dial(parsed, Options.parse(parsed, provider.options()));
    }

    FrameLink connect(String uri) throws IOException {
        FrameLink link = dial(uri);
        until(link::finishConnect);
        return link;
    }

    FrameLink accept(LinkAcceptor acceptor) throws IOException {
        return untilPresent(acceptor::accept);
    }

    /** One turn: what the selector has to say, waiting a little for it. */
    int select(long timeoutMs) throws IOException {
        if (timeoutMs == 0) {
            return selector.selectNow(Crank::dispatch);
        }
        return selector.select(Crank::dispatch, timeoutMs);
    }

    private static void dispatch(SelectionKey key) {
        ((ReadyHandler) key.attachment()).onReady(key.readyOps());
    }

    void until(BooleanSupplier condition) throws IOException {
        untilPresent(() -> condition.getAsBoolean() ? Boolean.TRUE : null);
    }

    <T> T untilPresent(Supplier<@Nullable T> source) throws IOException {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (true) {
            T value = source.get();
            if (value != null) {
                return value;
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new AssertionError("did not happen within 20 s");
            }
            select(1);
        }
    }

    @Override
    public void close() throws IOException {
        transport.close();
        selector.close();
    }
}
