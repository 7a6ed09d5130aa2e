// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.RemoteText;
import io.millrace.spi.frame.PingFrame;
import java.nio.ByteBuffer;

/**
 * Heartbeats both ways, and the deadlines of a link: greeted in time, never silent for long, its tail not lost. I/O
 * agent's thread; {@link #pulse} is the watchdog's.
 */
final class SignsOfLife {

    private static final int MAX_PING_ENTRIES = 64;

    private final SessionSettings settings;
    private final SessionPhase phase;
    private final InboundStreams inbound;
    private final Transmitter transmitter;
    private final ControlQueue control;
    private final SessionCounters counters;
    private long heartbeatNs;
    private long linkSinceNs;
    private long lastReceivedNs;
    private long lastSentNs;
    private long lastPingNs;

    /** When the link was last seen to take what there was, or a part of it. */
    private long takingNs;

    private long bytesWrittenBefore;
    private boolean quiet;

    SignsOfLife(
            SessionSettings settings,
            SessionPhase phase,
            InboundStreams inbound,
            Transmitter transmitter,
            ControlQueue control,
            SessionCounters counters) {
        this.settings = settings;
        this.phase = phase;
        this.inbound = inbound;
        this.transmitter = transmitter;
        this.control = control;
        this.counters = counters;
        this.heartbeatNs = settings.heartbeatNs();
    }

    /** There is a new link. */
    void linked(long nowNs) {
        linkSinceNs = nowNs;
        lastReceivedNs = nowNs;
        lastSentNs = nowNs;
        lastPingNs = nowNs;
        takingNs = nowNs;
    }

    /** The peer has said how often it wants to hear from this end; the more frequent of both is kept. */
    void agree(int peerHeartbeatMs) {
        heartbeatNs = Math.min(settings.heartbeatNs(), Math.max(1, peerHeartbeatMs) * 1_000_000L);
    }

    /** The link was polled: how many bytes came. */
    void polled(int bytes, long nowNs) {
        if (bytes > 0) {
            lastReceivedNs = nowNs;
            counters.received(bytes);
        }
        quiet = bytes == 0;
    }

    /** Halfway between the heartbeat and the deadline. */
    boolean isLate(long nowNs) {
        return quiet && nowNs - lastReceivedNs > (heartbeatNs + settings.deadAfterNs()) / 2;
    }

    /** Heartbeats and deadlines, right after the link was polled. */
    void tick(long nowNs) {
        if (phase.isGreeting() && nowNs - linkSinceNs > settings.handshakeTimeoutNs()) {
            throw new LinkException(
                    ErrorCode.HANDSHAKE_TIMEOUT,
                    "no WELCOME within " + settings.handshakeTimeoutNs() / 1_000_000 + " ms (handshake-timeout)",
                    "the peer accepts connections but does not answer: is it a Millrace endpoint, is it overloaded?");
        }
        if (phase.isEnded() && quiet && nowNs - lastReceivedNs > settings.deadAfterNs()) {
            // It does not read our goodbye.
            throw silent(nowNs);
        }
        if (!phase.isUp()) {
            return;
        }
        long written = transmitter.bytesWritten();
        if (written != bytesWrittenBefore || !transmitter.isCongested()) {
            takingNs = nowNs;
        }
        if (quiet && nowNs - lastReceivedNs > settings.deadAfterNs()) {
            throw silent(nowNs);
        }
        if (written != bytesWrittenBefore) {
            bytesWrittenBefore = written;
            lastSentNs = nowNs;
        }
        if (isPingDue(nowNs)) {
            lastSentNs = nowNs;
            lastPingNs = nowNs;
            control.ping(nowNs, MAX_PING_ENTRIES);
            transmitter.trySend();
            // The PING itself is no news at the next tick, or every other one would be left out.
            bytesWrittenBefore = transmitter.bytesWritten();
        }
    }

    /**
     * When nothing was sent for a heartbeat; and once a heartbeat also on a busy link, if acknowledgements are awaited: the
     * stream that has lost its tail, or its STATUS, need not be the one that keeps the link busy. Not while the one before
     * waits for a link that is full.
     */
    private boolean isPingDue(long nowNs) {
        boolean idle = nowNs - lastSentNs >= heartbeatNs;
        boolean due = idle || (nowNs - lastPingNs >= heartbeatNs && control.isAwaitingAcknowledgements());
        return due && transmitter.controlBacklog() == 0;
    }

    /**
     * A peer that is alive and slow to read is heard: only if neither goes on is the link given up. The error names what
     * stopped first. A peer that is gone is heard no more, and soon the link is full as well: that is silence. A link
     * that had taken nothing for a heartbeat when the peer was heard last was stalled before.
     */
    private LinkException silent(long nowNs) {
        String silence = "nothing was received for " + millis(nowNs - lastReceivedNs) + " ms (dead-after)";
        String stall = "what was to be sent has found no room for " + millis(nowNs - takingNs) + " ms";
        boolean stalledFirst = transmitter.isCongested() && lastReceivedNs - takingNs >= heartbeatNs;
        String hint = "the peer or the path is gone; the link is closed and dialled again";
        if (stalledFirst) {
            return new LinkException(ErrorCode.WRITE_STALLED, stall + ", and " + silence, hint);
        }
        boolean stalled = nowNs > takingNs;
        return new LinkException(ErrorCode.HEARTBEAT_TIMEOUT, stalled ? silence + ", and " + stall : silence, hint);
    }

    private static long millis(long ns) {
        return ns / 1_000_000;
    }

    void onPing(ByteBuffer b, int at) {
        PingFrame.check(b, at);
        for (int i = 0; i < PingFrame.count(b, at); i++) {
            InboundStream stream = inbound.byId(PingFrame.entryStreamId(b, at, i));
            long written = PingFrame.entryWritten(b, at, i);
            if (stream != null && stream.isSubscribed() && stream.received() < written) {
                throw new LinkException(
                        ErrorCode.TAIL_LOSS,
                        "stream " + RemoteText.clean(stream.name(), 64) + " was written up to " + written
                                + ", received is " + stream.received(),
                        "the link lost frames; it is closed, the resume sends them again");
            }
            if (stream != null && stream.isSubscribed()) {
                // All of it is here, and the peer does not know: the link may have lost the STATUS, which has no
                // position
                // by which that could be noticed, and with no credit left nothing would ever come that calls for
                // another.
                stream.askStatus();
                inbound.touch(stream);
            }
        }
        InboundStream asked = inbound.byId(PingFrame.askedStreamId(b, at));
        if (asked != null && asked.isSubscribed()) {
            asked.askStatus();
            inbound.touch(asked);
        } else {
            control.pong(PingFrame.nonce(b, at));
        }
        transmitter.trySend();
    }

    void onPong(ByteBuffer b, int at) {
        PingFrame.checkPong(b, at);
        phase.answered();
    }

    /** Sends a sign of life while the I/O agent is held up by a handler. The watchdog's thread. */
    void pulse(long nonce) {
        if (phase.isUp()) {
            control.pulse(nonce);
        }
    }
}
