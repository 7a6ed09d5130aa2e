// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;

/**
 * Provides {@code aeron:ipc} and {@code aeron:udp?endpoint=host:port}. Found by {@link java.util.ServiceLoader}; an application
 * names it only to register it by hand, from a fat jar that has lost its services files. Stateless; any thread.
 *
 * <p>Aeron needs a flag of the JVM. It is looked for by {@link #create}, which names it where it is missing; nothing of Aeron is
 * loaded before.
 */
public final class AeronTransportProvider implements PeerTransportProvider {

    /** For {@link java.util.ServiceLoader}, and to register by hand. */
    public AeronTransportProvider() {}

    @Override
    public String name() {
        return "aeron";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("aeron");
    }

    @Override
    public List<Option<?>> options() {
        return AeronOptions.ALL;
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of(
                Guarantee.ORDERED, Guarantee.LOSSLESS_RECONNECT, Guarantee.BACK_PRESSURE, Guarantee.ANNOUNCED_LOSS);
    }

    /**
     * Makes the transport of one runtime.
     *
     * @throws io.millrace.error.ConfigurationException {@code JVM_FLAG_MISSING} if the JVM was started without the flag that
     *     Aeron needs; the message is the flag
     */
    @Override
    public PeerTransport create(TransportContext context) {
        JvmFlag.require();
        return new AeronTransport(context);
    }
}
