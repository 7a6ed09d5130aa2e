// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Stands in for the engine: the test's own thread is the I/O agent, and turns this crank. */
final class Crank implements TransportContext, AutoCloseable {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);

    private final TcpsTransportProvider provider = new TcpsTransportProvider();
    private final Selector selector = Selector.open();
    private final PeerTransport transport = provider.create(this);
    private final List<String> notices = new CopyOnWriteArrayList<>();

    Crank() throws IOException {}

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
        return System.nanoTime();
    }

    @Override
    public void notice(EndpointUri uri, String detail, MillraceException problem) {
        notices.add(detail + (problem == null ? "" : ": " + problem.getMessage()));
    }

    List<String> notices() {
        return notices;
    }

    PeerTransport transport() {
        return transport;
    }

    LinkAcceptor listen(String options) {
        EndpointUri parsed = EndpointUri.parse("tcps://127.0.0.1:0?" + options);
        return transport.listen(parsed, Options.parse(parsed, provider.options()));
    }

    FrameLink dial(LinkAcceptor acceptor, String options) {
        EndpointUri parsed =
                EndpointUri.parse("tcps://127.0.0.1:" + acceptor.boundUri().port() + "?" + options);
        return transport.dial(parsed, Options.parse(parsed, provider.options()));
    }

    FrameLink connect(LinkAcceptor acceptor, String options) throws IOException {
        FrameLink link = dial(acceptor, options);
        until(link::finishConnect);
        return link;
    }

    FrameLink accept(LinkAcceptor acceptor) throws IOException {
        FrameLink[] accepted = new FrameLink[1];
        until(() -> (accepted[0] = acceptor.accept()) != null);
        return accepted[0];
    }

    void until(BooleanSupplier condition) throws IOException {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new AssertionError("did not happen within 20 s");
            }
            selector.select(Crank::dispatch, 1);
        }
    }

    private static void dispatch(SelectionKey key) {
        ((ReadyHandler) key.attachment()).onReady(key.readyOps());
    }

    @Override
    public void close() throws IOException {
        transport.close();
        selector.close();
    }
}
