// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.Guarantee;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code script:} dials what the test says, and notes when. */
final class ScriptedTransport implements PeerTransportProvider, PeerTransport {

    final List<Long> dialledAtNs = new ArrayList<>();
    Supplier<? extends FrameLink> dial = () -> {
        throw refused();
    };
    boolean staysInHost = true;
    private TransportContext context;

    static LinkException refused() {
        return new LinkException(ErrorCode.CONNECT_REFUSED, "nobody is there", "it is tried again");
    }

    ScriptedTransport dialling(Supplier<? extends FrameLink> links) {
        dial = links;
        return this;
    }

    @Override
    public String name() {
        return "script";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("script");
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of();
    }

    @Override
    public PeerTransport create(TransportContext transportContext) {
        context = transportContext;
        return this;
    }

    @Override
    public LinkAcceptor listen(EndpointUri uri, Options options) {
        throw new LinkException(ErrorCode.BIND_FAILED, "nobody listens in a script", "dial");
    }

    @Override
    public FrameLink dial(EndpointUri uri, Options options) {
        dialledAtNs.add(context.nanoTime());
        return dial.get();
    }

    @Override
    public boolean staysInHost(EndpointUri uri) {
        return staysInHost;
    }

    @Override
    public boolean wakesSelector() {
        return true;
    }

    @Override
    public void close() {}
}
