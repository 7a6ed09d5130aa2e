// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;

/** A provider that says what another says, for decorators to change. */
class DelegatingProvider implements PeerTransportProvider {

    private final PeerTransportProvider provider;

    DelegatingProvider(PeerTransportProvider provider) {
        this.provider = provider;
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public Set<String> schemes() {
        return provider.schemes();
    }

    @Override
    public List<Option<?>> options() {
        return provider.options();
    }

    @Override
    public Set<Guarantee> guarantees() {
        return provider.guarantees();
    }

    @Override
    public PeerTransport create(TransportContext context) {
        return provider.create(context);
    }
}
