// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.spi.frame.UnsubscribeFrame;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.List;

/** Tells the peer what has been processed of its streams, and that they have ended. I/O agent's thread. */
final class Acknowledger {

    /** All news is due. */
    static final long EVERYTHING = Long.MAX_VALUE;

    private final InboundStreams inbound;
    private final ControlQueue control;
    private final Transmitter transmitter;
    private final SessionPhase phase;
    private final SessionEvents events;
    private final long acknowledgeAfterNs;

    Acknowledger(
            InboundStreams inbound,
            ControlQueue control,
            Transmitter transmitter,
            SessionPhase phase,
            SessionEvents events,
            SessionSettings settings) {
        this.inbound = inbound;
        this.control = control;
        this.transmitter = transmitter;
        this.phase = phase;
        this.events = events;
        this.acknowledgeAfterNs = settings.acknowledgeAfterNs();
    }

    /** Acknowledges one stream, now. */
    void tell(InboundStream stream) {
        queue(stream);
        transmitter.trySend();
    }

    private void queue(InboundStream stream) {
        // Read once: another thread may move them.
        long processed = stream.processed();
        long limit = stream.limit();
        if (stream.hasAdvanced()) {
            phase.proven();
        }
        control.status(stream.streamId(), stream.epoch(), processed, limit, stream.received());
        stream.statusTold(processed, limit);
    }

    /**
     * Acknowledges what is due.
     *
     * @param nowNs the time, or {@link #EVERYTHING}
     * @return frames queued
     */
    int flush(long nowNs) {
        int queued = 0;
        List<InboundStream> lively = inbound.lively();
        for (int i = 0; i < lively.size(); i++) {
            InboundStream stream = lively.get(i);
            if (!inbound.isOpen(stream) || !stream.isSubscribed()) {
                continue;
            }
            if (stream.isStatusDue(nowNs, nowNs == EVERYTHING ? 0 : acknowledgeAfterNs)) {
                queue(stream);
                queued++;
            }
            boolean before = stream.isEnded();
            if (stream.takeEnded()) {
                control.unsubscribe(stream.streamId(), UnsubscribeFrame.ENDED, stream.epoch());
                if (!before) {
                    events.tell(Kind.STREAM_CLOSED, stream.name(), stream.processed(), "ended");
                }
                queued++;
            }
        }
        inbound.settle();
        if (queued > 0) {
            transmitter.trySend();
        }
        return queued;
    }
}
