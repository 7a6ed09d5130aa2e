// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.RejectedException;
import io.millrace.internal.access.Gatekeeper;
import io.millrace.internal.access.Grant;
import io.millrace.internal.access.TokenSupply;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionId;
import io.millrace.spi.FrameLink;
import io.millrace.spi.frame.Extension;
import io.millrace.spi.frame.Handshake;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what at an endpoint: at a listener what its peers may, at a dialler what the peer lets it do. Everything is
 * decided at HELLO and OPEN, nothing for a message. I/O agent's thread, but for {@link #own}.
 */
final class EndpointAccess {

    private final Map<SessionId, Grant> grants = new HashMap<>();
    private @Nullable Gatekeeper gatekeeper;
    private @Nullable TokenSupply token;
    private volatile Grant own = Grant.EVERYTHING;

    /** At a listener: nobody comes in without asking. Before anything else is called. */
    void guardedBy(@Nullable Gatekeeper keeper) {
        gatekeeper = keeper;
    }

    /** At a dialler: what it shows. Before anything else is called. */
    void shows(@Nullable TokenSupply supply) {
        token = supply;
    }

    // ---- at a listener ----

    /**
     * Lets a peer in.
     *
     * @throws RejectedException why not
     */
    Grant admit(FrameLink link, Handshake hello, long nowNs) {
        return gatekeeper == null ? Grant.EVERYTHING : gatekeeper.admit(hello, link.principal(), nowNs);
    }

    /** What a session may do from its newest link on; true if it may do the same as before. */
    boolean grant(SessionId session, Grant grant) {
        return gatekeeper == null || grant.equals(grants.put(session, grant));
    }

    void forget(Session session) {
        grants.remove(session.id());
    }

    boolean mayPublish(Session session, String stream) {
        return of(session).mayPublish(stream);
    }

    boolean maySubscribe(Session session, String stream) {
        return of(session).maySubscribe(stream);
    }

    private Grant of(Session session) {
        return gatekeeper == null ? Grant.EVERYTHING : grants.getOrDefault(session.id(), Grant.NOTHING);
    }

    // ---- handshakes ----

    /** What this end's HELLO or WELCOME carries. */
    List<Extension> introduction(Session session) {
        if (token != null) {
            return token.extensions();
        }
        return of(session).extensions();
    }

    /** At a dialler: a WELCOME says what the peer lets this endpoint do. */
    Grant welcomed(Handshake welcome) {
        own = Grant.of(welcome.extensions());
        return own;
    }

    /** What the peer lets this endpoint do, as its last WELCOME said. Any thread. */
    Grant own() {
        return own;
    }

    /** The error of who wants to subscribe to what the peer does not let it. */
    static RejectedException denied(String stream, String endpoint, boolean publishing) {
        return new RejectedException(
                ErrorCode.STREAM_DENIED,
                (publishing ? "publishing" : "subscribing to") + " stream " + stream + " on " + endpoint
                        + " is denied by the peer",
                "ask for the right: the claims of the token, or the peer's access policy");
    }
}
