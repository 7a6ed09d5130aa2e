// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;

/** A provider whose constructor throws, as one does whose native library does not load. */
public final class ThrowingProvider implements PeerTransportProvider {

    public ThrowingProvider() {
        throw new UnsatisfiedLinkError("no native library for this machine");
    }

    @Override
    public String name() {
        return "throwing";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("throwing");
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
    public PeerTransport create(TransportContext context) {
        throw new UnsupportedOperationException("never made");
    }
}
