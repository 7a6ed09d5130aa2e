// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.mem;

import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;

/** Provider of {@code mem:name}, which connects endpoints of one process, of one runtime or several. */
public final class MemTransportProvider implements PeerTransportProvider {

    /** For {@link java.util.ServiceLoader}. */
    public MemTransportProvider() {}

    @Override
    public String name() {
        return "mem";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("mem");
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of(
                Guarantee.ORDERED, Guarantee.LOSSLESS_RECONNECT, Guarantee.BACK_PRESSURE, Guarantee.ANNOUNCED_LOSS);
    }

    @Override
    public PeerTransport create(TransportContext context) {
        return new MemTransport(context);
    }
}
