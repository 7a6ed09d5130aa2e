// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import io.millrace.supervision.LinkState;
import org.jspecify.annotations.Nullable;

/**
 * One session as it stood when {@link Endpoint#sessionReports()} was asked. Immutable; for any thread.
 *
 * @param id the session's id, as events name it
 * @param peer what the peer calls itself, made safe to print; empty before the first handshake
 * @param state where its supervision stands
 * @param failure why it is {@link LinkState#FAILED}, else null
 */
public record SessionReport(
        String id, String peer, LinkState state, @Nullable MillraceException failure) {

    /** Cleans what the peer says. */
    public SessionReport {
        peer = RemoteText.clean(peer, 256);
    }
}
