// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.spi.FrameLink;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.ByteBuffer;

/**
 * The links of a session, one after another, each from its handshake to its loss; and who the peer is, as the newest
 * handshake says. I/O agent's thread.
 */
final class SessionLinks {

    private final Greeting greeting;
    private final SessionPhase phase;
    private final SessionCounters counters;
    private final SessionEvents events;
    private final Transmitter transmitter;
    private final ControlQueue control;
    private final InboundStreams inbound;
    private final FrameWalk walk;
    private final PeerStreams peerStreams;
    private final StreamAnswers answers;
    private final SignsOfLife signsOfLife;

    /**
     * Listener: what WELCOME said of this session's beginning, until something comes back. A dialler whose link broke
     * before it got that WELCOME still takes its streams for known here; it must not be told that it resumes.
     */
    private int unheardOutcome = Handshake.RESUMED;

    private boolean established;
    private String peerIdentity = "";
    private long attempt;

    SessionLinks(
            Greeting greeting,
            SessionPhase phase,
            SessionCounters counters,
            SessionEvents events,
            Transmitter transmitter,
            ControlQueue control,
            InboundStreams inbound,
            FrameWalk walk,
            PeerStreams peerStreams,
            StreamAnswers answers,
            SignsOfLife signsOfLife) {
        this.greeting = greeting;
        this.phase = phase;
        this.counters = counters;
        this.events = events;
        this.transmitter = transmitter;
        this.control = control;
        this.inbound = inbound;
        this.walk = walk;
        this.peerStreams = peerStreams;
        this.answers = answers;
        this.signsOfLife = signsOfLife;
    }

    /** Who the peer says it is; empty before the first handshake. */
    String peerIdentity() {
        return peerIdentity;
    }

    /** The newest link's number. */
    long attempt() {
        return attempt;
    }

    /** True once a handshake was completed on some link. */
    boolean isEstablished() {
        return established;
    }

    /** A session of the same identity goes on where the predecessor was. */
    void inherit(SessionLinks predecessor) {
        peerIdentity = predecessor.peerIdentity;
    }

    /** Dialler: a link is there, say HELLO. */
    void dialled(FrameLink link, long nowNs) {
        begin(link, nowNs);
        attempt++;
        phase.greeting();
        control.handshake(greeting.hello(attempt, greeting.maxFrame(link)));
        transmitter.trySend();
    }

    /** Listener: a HELLO came over a link and was found good. */
    void accepted(FrameLink link, Handshake hello, int outcome, long nowNs) {
        begin(link, nowNs);
        attempt = hello.attempt();
        if (outcome != Handshake.RESUMED) {
            unheardOutcome = outcome;
        }
        control.handshake(greeting.answer(unheardOutcome, attempt, greeting.maxFrame(link)));
        up(hello, outcome);
    }

    private void begin(FrameLink link, long nowNs) {
        transmitter.acquire();
        try {
            transmitter.unlink();
            transmitter.link(link);
            for (OutboundStream stream : transmitter.streams()) {
                stream.relink();
            }
        } finally {
            transmitter.release();
        }
        forget();
        phase.linked();
        signsOfLife.linked(nowNs);
        peerStreams.linked(greeting.maxFrame(link));
    }

    /** The link is gone, for whatever reason. */
    void disconnected() {
        phase.down();
        transmitter.acquire();
        try {
            transmitter.unlink();
        } finally {
            transmitter.release();
        }
        forget();
    }

    private void forget() {
        inbound.unlink();
        walk.unlink();
    }

    /** Dialler: the listener's answer, WELCOME or REJECT. */
    void onGreeting(ByteBuffer b, int at, int kind) {
        if (kind == FrameDescriptor.KIND_REJECT) {
            Reject reject = Reject.decode(b, at);
            phase.retryAfter(reject.retryAfterMs() * 1_000_000L);
            throw Rejection.toException(reject);
        }
        Handshake welcome = greeting.welcome(b, at, attempt);
        up(welcome, welcome.outcome());
    }

    /** Something came back: the peer has had the WELCOME. */
    void heard() {
        unheardOutcome = Handshake.RESUMED;
    }

    private void up(Handshake peer, int outcome) {
        boolean before = established;
        boolean changed = before && !peer.identity().equals(peerIdentity);
        peerIdentity = peer.identity();
        signsOfLife.agree(peer.heartbeatMs());
        peerStreams.agree(peer.capabilities());
        phase.up();
        established = true;
        counters.linkOpened(before);
        boolean again = before && outcome != Handshake.RESUMED;
        if (again) {
            answers.forgotten();
        }
        if (outcome == Handshake.RESUMED || again && !phase.isEverAnswered()) {
            // A WELCOME that is said once more, as the listener cannot know that it was heard, takes nothing back
            events.tell(Kind.SESSION_RESUMED, "attempt " + attempt + ", peer " + peerIdentity);
        } else if (again) {
            inbound.orphan();
            events.tell(Kind.SESSION_RESTARTED, "the peer no longer knew this session, peer " + peerIdentity);
        } else if (outcome == Handshake.TAKEN_OVER) {
            events.tell(
                    Kind.SESSION_RESTARTED,
                    "in place of an earlier session of the same identity, peer " + peerIdentity);
        } else {
            events.tell(Kind.SESSION_STARTED, "peer " + peerIdentity);
        }
        if (changed) {
            events.tell(Kind.PEER_CHANGED, "now " + peerIdentity);
        }
        answers.openAll(peer.takesFragments());
    }
}
