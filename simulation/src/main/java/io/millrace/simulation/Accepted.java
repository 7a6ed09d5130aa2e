// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.internal.session.Session;
import org.jspecify.annotations.Nullable;

/** A session that a {@link Listener} knows, with a link or without. */
final class Accepted {
    final Session session;
    final Dialler process;
    final int dialler;

    @Nullable Joint joint;

    long unlinkedSinceNs;

    Accepted(Session session, Dialler process) {
        this.session = session;
        this.process = process;
        this.dialler = process.index;
    }
}
