// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A provider of a transport over stream sockets, which is a {@link SocketFamily} and the names of things. Stream sockets keep
 * order, tell a full peer from one that reads, and say when they break: so the session over them promises all that it can
 * without a broker. Immutable; any thread.
 */
public abstract class SocketTransportProvider implements PeerTransportProvider {
    private final String name;
    private final Set<String> schemes;
    private final List<Option<?>> options;

    /**
     * Called by the transport's own constructor, which has no parameters.
     *
     * @param name also the first of its schemes
     * @param aliases further schemes
     * @param options those of the family, and those of {@link SocketOptions} that it heeds
     */
    protected SocketTransportProvider(String name, Set<String> aliases, List<Option<?>> options) {
        this.name = name;
        this.schemes = Stream.concat(Stream.of(name), aliases.stream()).collect(Collectors.toUnmodifiableSet());
        this.options = List.copyOf(options);
    }

    /** The address family of one transport, which closes it. */
    protected abstract SocketFamily family(TransportContext context);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Set<String> schemes() {
        return schemes;
    }

    @Override
    public final List<Option<?>> options() {
        return options;
    }

    @Override
    public final Set<Guarantee> guarantees() {
        return Set.of(
                Guarantee.ORDERED, Guarantee.LOSSLESS_RECONNECT, Guarantee.BACK_PRESSURE, Guarantee.ANNOUNCED_LOSS);
    }

    /** A transport over bare sockets of the family; one that puts something on top overrides this. */
    @Override
    public PeerTransport create(TransportContext context) {
        return new SocketPeerTransport(context, family(context));
    }
}
