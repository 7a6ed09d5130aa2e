// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search for the addresses of one dial; polled by the link on the I/O agent's thread. Whoever finds the answer on
 * another thread calls {@link io.millrace.spi.TransportContext#wakeup()} then.
 */
@FunctionalInterface
public interface AddressLookup {

    /**
     * Looks whether the answer is there, without blocking.
     *
     * @return at least one address, in the order in which to try them; null while the search goes on
     * @throws io.millrace.error.MillraceException if there is none
     */
    @Nullable List<SocketAddress> poll();

    /** A lookup whose answer is known. */
    static AddressLookup of(List<? extends SocketAddress> addresses) {
        List<SocketAddress> known = List.copyOf(addresses);
        return () -> known;
    }
}
