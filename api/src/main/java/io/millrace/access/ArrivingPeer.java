// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

import io.millrace.error.RemoteText;
import io.millrace.spi.PeerPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * A peer that asks to be let in, as an {@link AccessPolicy} is shown it: its identity has been checked against what proves
 * it, if the listener asks for a proof ({@code identity-from}). Immutable; any thread.
 *
 * @param listener the {@code name} of the listener that it came to
 * @param identity what it calls itself
 * @param token its verified token; null if it has brought none or the listener has no keys
 * @param principal who the carrier proves it to be; null if it cannot tell
 */
public record ArrivingPeer(
        String listener,
        String identity,
        @Nullable SessionToken token,
        @Nullable PeerPrincipal principal) {

    /** For a log: what the peer calls itself is made safe to print. */
    @Override
    public String toString() {
        return "peer '" + RemoteText.clean(identity, 256) + "' of listener " + listener + ", token "
                + (token == null ? "none" : "for '" + RemoteText.clean(token.subject(), 256) + "'") + ", proved "
                + (principal == null ? "nothing" : RemoteText.clean(principal.toString(), 512));
    }
}
