// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.spi.PeerPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * What a family knows about a connection: how people call its two ends, and who the other one is. Immutable.
 *
 * @param near this end
 * @param far the peer's end
 * @param local true if both are on this host
 * @param peer who the system proves the peer to be; null if it cannot tell
 */
public record SocketEnds(
        String near, String far, boolean local, @Nullable PeerPrincipal peer) {}
