// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;

/** Provides {@code mapped:///dir}; found by {@link java.util.ServiceLoader}, or registered by hand. Stateless; any thread. */
public final class MappedTransportProvider implements PeerTransportProvider {
    static final Option<Integer> PIPE = Option.bytes(
            "pipe", 256 * 1024, 4 * 1024, 16 * 1024 * 1024, "Bytes under way in each direction; the dialler's holds.");

    /** For {@link java.util.ServiceLoader}. */
    public MappedTransportProvider() {}

    @Override
    public String name() {
        return "mapped";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("mapped");
    }

    @Override
    public List<Option<?>> options() {
        return List.of(PIPE);
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of(
                Guarantee.ORDERED, Guarantee.LOSSLESS_RECONNECT, Guarantee.BACK_PRESSURE, Guarantee.ANNOUNCED_LOSS);
    }

    @Override
    public PeerTransport create(TransportContext context) {
        return new MappedTransport();
    }
}
