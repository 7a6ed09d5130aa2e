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

/** A provider that tests find through a services file, sometimes from two places. Never asked to transport. */
public final class TwinProvider implements PeerTransportProvider {

    @Override
    public String name() {
        return "twin";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("twin");
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
        throw new UnsupportedOperationException("twin carries nothing");
    }
}
