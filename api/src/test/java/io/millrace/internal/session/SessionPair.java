// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.MillraceException;
import io.millrace.spi.frame.Handshake;

/**
 * A dialler and a listener, both real sessions, joined by simulated links. The listening side accepts every HELLO of the
 * one session; nothing else decides. Turned by hand.
 */
final class SessionPair {

    final SessionEnd dialler = new SessionEnd("dialler");
    final SessionEnd listener = new SessionEnd("listener");

    SimulatedLink.Pair link = SimulatedLink.pair("none");
    private HelloReader hellos = new HelloReader();
    private boolean greeted;
    int links;

    /** A new link; the dialler says HELLO on it. */
    void connect() {
        link = SimulatedLink.pair("link " + ++links);
        hellos = new HelloReader();
        greeted = false;
        dialler.link = link.dialler();
        listener.link = link.listener();
        dialler.session.dialled(link.dialler(), dialler.nowNs);
    }

    /** One turn of both ends. */
    void turn() {
        dialler.turn();
        if (greeted) {
            listener.turn();
            return;
        }
        listener.link.poll(hellos);
        Handshake hello = hellos.hello();
        if (hello != null) {
            int outcome = listener.session.isEstablished() ? Handshake.RESUMED : Handshake.NEW;
            listener.session.accepted(listener.link, hello, outcome, listener.nowNs);
            greeted = true;
        }
    }

    /** Turns both ends until nothing moves, or the link is lost. */
    void settle() {
        for (int quiet = 0; quiet < 3; ) {
            long before = link.dialler().out().written() + link.listener().out().written();
            turn();
            long after = link.dialler().out().written() + link.listener().out().written();
            quiet = after == before ? quiet + 1 : 0;
        }
    }

    /** Both ends are done with the link. */
    void disconnect() {
        dialler.disconnect();
        listener.disconnect();
    }

    /** Settles; when the link breaks on the way, both ends drop it, dial anew and settle. */
    void settleThroughALoss() {
        try {
            settle();
        } catch (MillraceException lost) {
            disconnect();
            connect();
            settle();
        }
    }
}
