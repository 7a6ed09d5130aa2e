// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;

/**
 * A session under test with its host, its link and a clock that only the test moves. It is turned the way the engine
 * turns one: poll, work, tick.
 */
final class SessionEnd {

    static final SessionId ID = new SessionId(0x1111_1111_1111_1111L, 0x2222_2222_2222_2222L);
    static final long HEARTBEAT_NS = 1_000_000_000;
    static final long DEAD_AFTER_NS = 3_000_000_000L;
    static final long HANDSHAKE_TIMEOUT_NS = 5_000_000_000L;
    static final long ACKNOWLEDGE_AFTER_NS = 100_000;

    final RecordingHost host = new RecordingHost();
    final Session session;
    SimulatedLink link;
    long nowNs = 1_000_000_000_000L;

    SessionEnd(String identity) {
        this.session = new Session(
                ID,
                new SessionSettings(
                        identity,
                        1 << 18,
                        1 << 20,
                        1 << 20,
                        false,
                        HEARTBEAT_NS,
                        DEAD_AFTER_NS,
                        HANDSHAKE_TIMEOUT_NS,
                        60_000_000_000L,
                        ACKNOWLEDGE_AFTER_NS),
                host);
    }

    /** A session that has dialled; the other end of its link is scripted. */
    WirePeer dial() {
        SimulatedLink.Pair pair = SimulatedLink.pair("attempt " + (session.attempt() + 1));
        link = pair.dialler();
        session.dialled(link, nowNs);
        return new WirePeer(pair.listener());
    }

    /** A session that has dialled, been welcomed, and said what it had to say. */
    WirePeer dialAndGreet(int outcome) {
        WirePeer peer = dial();
        peer.welcome(session, outcome);
        turn();
        return peer;
    }

    /** The same on the listening side: a scripted peer said HELLO. */
    WirePeer accept(long attempt, int outcome) {
        return accept(attempt, outcome, Handshake.FRAGMENTS);
    }

    /** The same of a peer with these capabilities. */
    WirePeer accept(long attempt, int outcome, int capabilities) {
        SimulatedLink.Pair pair = SimulatedLink.pair("attempt " + attempt);
        link = pair.listener();
        Handshake hello = WirePeer.handshake(FrameDescriptor.KIND_HELLO, session.id(), attempt, 0, capabilities);
        session.accepted(link, hello, outcome, nowNs);
        return new WirePeer(pair.dialler());
    }

    /** One turn, as if the agent were about to sleep: everything that can be sent is. */
    void turn() {
        turn(true);
    }

    /** One turn. */
    void turn(boolean urgent) {
        MillraceException failed = session.transmitter().takeFailure();
        if (failed != null) {
            throw failed;
        }
        int bytes = link.poll(session);
        session.polled(bytes, nowNs);
        session.work(nowNs, urgent);
        if (session.transmitter().isCongested() && link.isWritable()) {
            session.transmitter().trySend();
        }
    }

    /** One turn that ends with a look at the clock. */
    void turnAndTick() {
        turn();
        session.tick(nowNs);
    }

    void advance(long ns) {
        nowNs += ns;
    }

    /** The link is lost. */
    void disconnect() {
        session.disconnected();
        link.close();
    }
}
