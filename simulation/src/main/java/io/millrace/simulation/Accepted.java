// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.internal.session.Session;
import org.jspecify.annotations.Nullable;

/** A session that a {@link Listener} knows, with a link or without. */
final class Accepted {
    final Session session;
    final int dialler;

    @Nullable Joint joint;

    long unlinkedSinceNs;

    Accepted(Session session) {
        this.session = session;
        this.dialler = (int) session.id().high();
    }
}
