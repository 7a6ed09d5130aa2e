// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PlainText;
import io.millrace.spi.TransportContext;
import io.millrace.spi.socket.SocketFamily;
import io.millrace.spi.socket.SocketPeerTransport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands in for the engine: the test's own thread is the I/O agent, and turns this crank. */
final class Crank implements TransportContext, AutoCloseable {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);

    private final TcpTransportProvider provider = new TcpTransportProvider();
    private final Selector selector;
    private final PeerTransport transport;
    private long skippedNs;

    Crank() throws IOException {
        selector = Selector.open();
        transport = provider.create(this);
    }

    /** With another address family, for what the real one does too seldom. */
    Crank(Function<TransportContext, SocketFamily> family) throws IOException {
        selector = Selector.open();
        transport = new SocketPeerTransport(this, family.apply(this));
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

    private Options options(EndpointUri uri) {
        List<Option<?>> declared = new ArrayList<>(provider.options());
        declared.add(PlainText.INSECURE);
        return Options.parse(uri, declared);
    }

    LinkAcceptor listen(String uri) {
        EndpointUri parsed = EndpointUri.parse(uri);
        return transport.listen(parsed, options(parsed));
    }

    FrameLink dial(String uri) {
        EndpointUri parsed = EndpointUri.parse(uri);
        return transport.dial(parsed, options(parsed));
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
