// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;

/** Tells the endpoint what the application's listeners are to know of one session. I/O agent's thread. */
final class SessionEvents {

    private final Session session;
    private final SessionHost host;

    SessionEvents(Session session, SessionHost host) {
        this.session = session;
        this.host = host;
    }

    /** Something about the session as a whole. */
    void tell(Kind kind, String detail) {
        tell(kind, "", LifecycleEvent.NO_POSITION, LifecycleEvent.NO_POSITION, detail);
    }

    /** Something about a stream, at a position. */
    void tell(Kind kind, String stream, long position, String detail) {
        tell(kind, stream, position, LifecycleEvent.NO_POSITION, detail);
    }

    /** Something about a range of a stream. */
    void tell(Kind kind, String stream, long from, long to, String detail) {
        host.event(session, kind, stream, from, to, detail, null);
    }
}
