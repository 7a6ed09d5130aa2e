// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a session: a pure state machine that is told of links, bytes and time, and answers through the
 * {@link Transmitter} and the {@link SessionHost}. It has no socket, no thread and no clock. What a correct peer would
 * not have sent is thrown as a typed exception; whoever owns the link closes it and calls {@link #disconnected}.
 *
 * <p>This class hands what it is told to its parts, each with a state of its own: {@link SessionLinks} the links' life cycle,
 * from the handshake to the loss, {@link Goodbyes} the session's end, {@link FrameWalk} the bytes that came, {@link PeerStreams} the peer's streams, {@link StreamAnswers}
 * ours, {@link Acknowledger}, {@link SignsOfLife}, {@link SendCycle}. They know {@link SessionPhase}, not each other's
 * state.
 *
 * <p>I/O agent's thread only, but for {@link #transmitter()}, {@link #burst()}, {@link #send} and {@link #pulse}.
 */
public final class Session implements FrameSink {

    /** Bytes worth a write of their own while publishers are at it. */
    public static final int BATCH_BYTES = 64 * 1024;

    /** What its objects and its buffer for control frames come to. */
    private static final int OBJECT_BYTES = 8 * 1024;

    private final SessionId id;
    private final SessionPhase phase = new SessionPhase();
    private final SessionCounters counters = new SessionCounters();
    private final InboundStreams inbound = new InboundStreams();
    private final SessionEvents events;
    private final Transmitter transmitter;
    private final ControlQueue control;
    private final Acknowledger acknowledger;
    private final FrameWalk walk;
    private final AnswerBacklog answerBacklog;
    private final PeerStreams peerStreams;
    private final StreamAnswers answers;
    private final SignsOfLife signsOfLife;
    private final SendCycle sending;
    private final Goodbyes goodbyes;
    private final SessionLinks links;

    /** Makes a session that has no link yet. */
    public Session(SessionId id, SessionSettings settings, SessionHost host) {
        this.id = id;
        this.events = new SessionEvents(this, host);
        this.transmitter = new Transmitter(host);
        this.control = new ControlQueue(transmitter);
        this.answerBacklog = new AnswerBacklog(transmitter);
        this.acknowledger = new Acknowledger(inbound, control, transmitter, phase, events, settings);
        this.walk = new FrameWalk(phase, settings, inbound, acknowledger, counters, this::onGreeting, this::onControl);
        this.peerStreams =
                new PeerStreams(settings, host, inbound, control, transmitter, acknowledger, counters, events, this);
        this.answers = new StreamAnswers(transmitter, control, phase, events);
        this.signsOfLife = new SignsOfLife(settings, phase, inbound, transmitter, control, counters);
        this.goodbyes = new Goodbyes(phase, control, transmitter, acknowledger, host);
        this.sending = new SendCycle(transmitter, control);
        this.links = new SessionLinks(
                new Greeting(this, settings, host),
                phase,
                counters,
                events,
                transmitter,
                control,
                inbound,
                walk,
                peerStreams,
                answers,
                signsOfLife);
    }

    /** Its name. */
    public SessionId id() {
        return id;
    }

    /** The sending half. Any thread. */
    public Transmitter transmitter() {
        return transmitter;
    }

    /** What it has counted. */
    public SessionCounters counters() {
        return counters;
    }

    /** Who the peer says it is; empty before the first handshake. */
    public String peerIdentity() {
        return links.peerIdentity();
    }

    /** The newest link's number. */
    public long attempt() {
        return links.attempt();
    }

    /** True while a link carries the session. */
    public boolean isUp() {
        return phase.isUp();
    }

    /** True once both sides have said goodbye. */
    public boolean isEnding() {
        return phase.isEnded();
    }

    /** The same, and this end's BYE is on the link: if that is closed before, the peer takes it for lost. */
    public boolean isEnded() {
        return phase.isEnded() && (transmitter.controlBacklog() == 0 || !transmitter.isLinked());
    }

    /** True once a handshake was completed on some link. */
    public boolean isEstablished() {
        return links.isEstablished();
    }

    /** True if a message has been processed on the present link, by the peer or for it: the path works. */
    public boolean isProven() {
        return phase.isProven();
    }

    /** True if a message was ever processed, by the peer or for it, on whatever link. */
    public boolean hasEverWorked() {
        return phase.isEverProven();
    }

    /** Memory that it keeps for the peer in bytes, roughly. */
    public long heldBytes() {
        return OBJECT_BYTES + inbound.heldBytes();
    }

    /**
     * Whether a breach of the protocol that was just thrown is the peer's doing beyond doubt: the frame's checksum was
     * good, or came before the WELCOME, or the link carries no checksums on streams, so that nothing is known to change
     * bytes on the way.
     */
    public boolean isBreachCertain() {
        return !phase.isUp() || walk.isVerified() || !inbound.hasChecksums();
    }

    /** True if nothing has been heard for longer than the heartbeat allows; not yet for long enough to give up the link. */
    public boolean isLate(long nowNs) {
        return phase.isUp() && signsOfLife.isLate(nowNs);
    }

    /** How long the peer, rejecting us, asked us to stay away. */
    public long retryAfterNs() {
        return phase.retryAfterNs();
    }

    // ---- links ----

    /** Dialler: a link is there, say HELLO. */
    public void dialled(FrameLink link, long nowNs) {
        links.dialled(link, nowNs);
    }

    /** Listener: a HELLO came over a link and was found good. */
    public void accepted(FrameLink link, Handshake hello, int outcome, long nowNs) {
        links.accepted(link, hello, outcome, nowNs);
    }

    /** The link is gone, for whatever reason. What was not acknowledged is sent again over the next one. */
    public void disconnected() {
        answerBacklog.clear();
        links.disconnected();
    }

    private void onGreeting(ByteBuffer b, int at, int kind) {
        links.onGreeting(b, at, kind);
    }

    // ---- streams ----

    /**
     * Attaches a publication.
     *
     * @param joinPosition where a receiver without a cursor begins
     * @param redeliveredBelow what was sent to a predecessor of the peer
     */
    public OutboundStream publish(PublishedStream stream, long joinPosition, long redeliveredBelow) {
        return answers.publish(new OutboundStream(stream, joinPosition, redeliveredBelow, false));
    }

    /** Attaches a publication that a predecessor of this session had: it goes on where the acknowledgements ended. */
    public OutboundStream publishOnwards(OutboundStream predecessor) {
        return answers.publish(predecessor.heir());
    }

    /** Detaches a publication that is over. */
    public void unpublish(OutboundStream stream) {
        answers.unpublish(stream);
    }

    /** Sets a consumer aside that is too slow, until it has processed what it was sent. */
    public void detach(OutboundStream stream) {
        answers.detach(stream);
    }

    /** Makes a consumer that is too slow miss what it was not sent yet, up to a message's start. */
    public void skip(OutboundStream stream, long to) {
        answers.skip(stream, to);
    }

    /** The streams that go out. */
    public OutboundStream[] outbound() {
        return transmitter.streams();
    }

    /** A handler was attached to a stream: the peer's publication of that name, if any, may begin. */
    public void subscribed(Subscriber subscriber) {
        peerStreams.subscribed(subscriber);
    }

    /** A handler was detached: what it has not processed stays with the publisher. */
    public void unsubscribed(Subscriber subscriber) {
        peerStreams.unsubscribed(subscriber);
    }

    /** A session of the same identity takes over the predecessor's cursors. */
    public void inherit(Session predecessor) {
        inbound.inherit(predecessor.inbound);
        links.inherit(predecessor.links);
    }

    /** It is over, and none takes its place: what its subscriptions' own rings hold is not handed up. */
    public void end() {
        inbound.end();
    }

    // ---- goodbyes ----

    /** I send no more, but go on processing and acknowledging. */
    public void goodbye() {
        goodbyes.say();
    }

    /**
     * This process ends and comes back: the peer is to keep the session. What was handled is acknowledged, and nothing that
     * comes from now on is looked at; {@link #hasLeft} when the link may be closed.
     */
    public void leaveForRestart(int comeBackAfterMs) {
        goodbyes.leave(comeBackAfterMs);
    }

    /** True once the peer has been told that this process comes back. */
    public boolean hasLeft() {
        return phase.isLeaving() && transmitter.controlBacklog() == 0;
    }

    /** Tells the peer, as far as the link still works, that it broke the protocol. */
    public void accuse() {
        goodbyes.accuse();
    }

    /** Tells the peer of an older link why it is closed. */
    public void reject(int code, String reason) {
        control.reject(Reject.truncating(code, false, 0, reason));
        transmitter.trySend();
    }

    // ---- bytes ----

    @Override
    public int onBytes(ByteBuffer frames, int offset, int length) {
        return phase.isLeaving() ? length : walk.onBytes(frames, offset, length);
    }

    private void onControl(ByteBuffer b, int at, int kind) {
        links.heard();
        answerBacklog.begin();
        switch (kind) {
            case FrameDescriptor.KIND_OPEN -> peerStreams.onOpen(b, at);
            case FrameDescriptor.KIND_STATUS -> answers.onStatus(b, at);
            case FrameDescriptor.KIND_PING -> signsOfLife.onPing(b, at);
            case FrameDescriptor.KIND_PONG -> signsOfLife.onPong(b, at);
            case FrameDescriptor.KIND_UNSUBSCRIBE -> answers.onUnsubscribe(b, at);
            case FrameDescriptor.KIND_CLOSE -> peerStreams.onClose(b, at);
            case FrameDescriptor.KIND_GAP -> peerStreams.onGap(b, at, walk.isHolding());
            case FrameDescriptor.KIND_BYE -> goodbyes.onBye(b, at);
            case FrameDescriptor.KIND_REJECT -> throw Rejection.toException(Reject.decode(b, at));
            default -> throw Violations.unexpected(FrameDescriptor.kindName(kind) + " after the handshake");
        }
        answerBacklog.end();
    }

    /** For a handler that wants to publish and cannot: takes the control frames behind its message, keeps messages. */
    public void lookAhead() {
        walk.lookAhead();
    }

    /** True while one of its handlers runs. */
    public boolean isHandling() {
        return walk.isHandling();
    }

    /** What one of its handlers, which has run for long, is at, in words; null if none runs. The watchdog's thread. */
    public @Nullable HandledMessage handled() {
        InboundStream stream = inbound.current();
        return walk.isHandling() && stream != null ? new HandledMessage(stream.name(), stream.processed()) : null;
    }

    /** True if messages of the peer's come, or came a moment ago. */
    public boolean isReceiving() {
        return !inbound.lively().isEmpty();
    }

    /** Messages that come while {@code held} are kept for later instead of being handed up. */
    public void hold(boolean held) {
        walk.hold(held);
    }

    /** True if messages wait for a handler that asked for them again, and may have them soon. */
    public boolean hasParked() {
        return inbound.isRetriedSoon();
    }

    /** True if a subscription's own thread has done something that the peer is to be told. */
    public boolean hasLaneNews() {
        return phase.isUp() && inbound.hasLaneNews();
    }

    // ---- the I/O agent's cycle ----

    /** The link was polled: how many bytes came. */
    public void polled(int bytes, long nowNs) {
        signsOfLife.polled(bytes, nowNs);
    }

    /** Hands up what was kept, acknowledges, sends what waits (at once if urgent); says how much was done. */
    public int work(long nowNs, boolean urgent) {
        return process(nowNs, urgent) + (phase.isUp() ? send(nowNs, urgent) : 0);
    }

    /** The part of {@link #work} that only the I/O agent may do: hands up what was kept, and acknowledges. */
    public int process(long nowNs, boolean urgent) {
        if (!phase.isUp()) {
            return phase.isGreeting() && transmitter.controlBacklog() > 0 ? transmitter.trySend() : 0;
        }
        inbound.wakeConsumers();
        int done = inbound.hasParked() ? walk.retryParked(nowNs) : 0;
        done += acknowledger.flush(urgent ? Acknowledger.EVERYTHING : nowNs);
        return done;
    }

    /** The other part: sends what publishers have left. The I/O agent's, or a sender's: one thread's for ever. */
    public int send(long nowNs, boolean urgent) {
        return sending.send(nowNs, urgent);
    }

    /** True if {@link #send} would find something to do, a burst apart. Any thread. */
    public boolean hasSendWork() {
        return sending.hasWork();
    }

    /** True while publishers are at it: the agent naps between its looks, and does not sleep. */
    public boolean isFilling() {
        return sending.isFilling();
    }

    /** How long the agent may nap, in nanoseconds; 0 if it may not. Whoever calls {@link #send}. */
    public long napNs() {
        return isReceiving() ? Math.min(sending.napNs(), Burst.NAP_NS) : sending.napNs();
    }

    /** Whether publishers are at it so fast that batches had better form. Any thread. */
    public Burst burst() {
        return sending.burst();
    }

    /** True if something could be sent now, so that the agent must not sleep. */
    public boolean hasSendable() {
        return sending.hasSendable();
    }

    /**
     * Time has passed: heartbeats, deadlines. Called a few times a heartbeat, right after the link was polled.
     *
     * @throws LinkException if the link must be given up
     */
    public void tick(long nowNs) {
        answers.tellPassedOver();
        signsOfLife.tick(nowNs);
    }

    /** Sends a sign of life while the I/O agent is held up by a handler. The watchdog's thread. */
    public void pulse(long nonce) {
        signsOfLife.pulse(nonce);
    }
}
