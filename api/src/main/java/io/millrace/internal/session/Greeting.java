// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import java.nio.ByteBuffer;

/** What this end says first on a link, and what it takes for an answer to that. Without state of its own. */
final class Greeting {

    private final Session session;
    private final SessionId id;
    private final SessionSettings settings;
    private final SessionHost host;

    Greeting(Session session, SessionSettings settings, SessionHost host) {
        this.session = session;
        this.id = session.id();
        this.settings = settings;
        this.host = host;
    }

    /** The longest frame that is accepted over a link: what this end takes, if the link carries that. */
    int maxFrame(FrameLink link) {
        return Math.min(settings.maxFrame(), link.maxFrameLength());
    }

    /** The dialler's HELLO. */
    Handshake hello(long attempt, int maxFrame) {
        return handshake(FrameDescriptor.KIND_HELLO, 0, attempt, maxFrame);
    }

    /** The listener's WELCOME. */
    Handshake answer(int outcome, long attempt, int maxFrame) {
        return handshake(FrameDescriptor.KIND_WELCOME, outcome, attempt, maxFrame);
    }

    private Handshake handshake(int kind, int outcome, long attempt, int maxFrame) {
        return new Handshake(
                kind,
                FrameDescriptor.VERSION,
                FrameDescriptor.VERSION,
                Handshake.FRAGMENTS | Handshake.CAN_BE_DENIED,
                id.high(),
                id.low(),
                attempt,
                maxFrame,
                millis(settings.heartbeatNs()),
                millis(settings.sessionTimeoutNs()),
                outcome,
                settings.identity(),
                host.introduction(session));
    }

    private static int millis(long ns) {
        return (int) Math.min(Integer.MAX_VALUE, ns / 1_000_000);
    }

    /**
     * Reads the peer's WELCOME.
     *
     * @param attempt the one that it must answer
     */
    Handshake welcome(ByteBuffer b, int at, long attempt) {
        Handshake welcome = Handshake.decode(b, at, FrameDescriptor.KIND_WELCOME);
        if (welcome.attempt() != attempt
                || welcome.sessionIdHigh() != id.high()
                || welcome.sessionIdLow() != id.low()) {
            throw Violations.unexpected("WELCOME of another session or attempt");
        }
        if (welcome.minVersion() > FrameDescriptor.VERSION || welcome.maxVersion() < FrameDescriptor.VERSION) {
            throw MillraceException.of(
                    ErrorCode.REJECTED_VERSION,
                    "the peer speaks versions " + welcome.minVersion() + ".." + welcome.maxVersion() + ", this end "
                            + FrameDescriptor.VERSION,
                    "run the same major version on both sides");
        }
        host.welcomed(session, welcome);
        return welcome;
    }
}
