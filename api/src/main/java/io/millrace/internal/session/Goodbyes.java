// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.ProtocolException;
import io.millrace.spi.frame.ByeFrame;
import java.nio.ByteBuffer;

/** Who has said BYE, and why. I/O agent's thread. */
final class Goodbyes {

    private final SessionPhase phase;
    private final ControlQueue control;
    private final Transmitter transmitter;
    private final Acknowledger acknowledger;
    private final SessionHost host;

    Goodbyes(
            SessionPhase phase,
            ControlQueue control,
            Transmitter transmitter,
            Acknowledger acknowledger,
            SessionHost host) {
        this.host = host;
        this.phase = phase;
        this.control = control;
        this.transmitter = transmitter;
        this.acknowledger = acknowledger;
    }

    void say() {
        if (phase.isUp() && !phase.isByeSent()) {
            phase.byeSent();
            control.bye(ByeFrame.END, 0);
            transmitter.trySend();
            phase.endIfBothSaidBye();
        }
    }

    void leave(int comeBackAfterMs) {
        if (phase.isUp() && !phase.isByeSent()) {
            acknowledger.flush(Acknowledger.EVERYTHING);
            phase.byeSent();
            phase.leave();
            control.bye(ByeFrame.RESTART, comeBackAfterMs);
            transmitter.trySend();
        }
    }

    void accuse() {
        if (phase.isUp() && !phase.isByeSent()) {
            control.bye(ByeFrame.PROTOCOL, 0);
            transmitter.trySend();
        }
    }

    void onBye(ByteBuffer b, int at) {
        ByeFrame.check(b, at);
        int status = ByeFrame.status(b, at);
        if (status == ByeFrame.PROTOCOL) {
            throw new ProtocolException(
                    ErrorCode.UNEXPECTED_FRAME,
                    "the peer says that we broke the protocol",
                    "see the peer's log; the link is closed and resumed");
        }
        phase.retryAfter(ByeFrame.retryAfterMs(b, at) * 1_000_000L);
        if (status == ByeFrame.END) {
            phase.byeReceived();
            acknowledger.flush(Acknowledger.EVERYTHING);
            if (!host.isDraining()) {
                say();
            }
            phase.endIfBothSaidBye();
        } else {
            acknowledger.flush(Acknowledger.EVERYTHING);
            throw new LinkException(
                    ErrorCode.PEER_RESTARTS,
                    "the peer ends for a restart and asks to come back after " + ByeFrame.retryAfterMs(b, at) + " ms",
                    "nothing; the session is kept, and goes on with the next process");
        }
    }
}
