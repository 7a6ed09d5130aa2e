// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import org.junit.jupiter.api.Test;

/** A peer that asks and never reads the answers does not make the queue of answers grow for ever. */
class AnswerBacklogTest {

    private static final int TURNS = 40;
    private static final int PINGS_PER_TURN = 1_000;

    private final SessionEnd end = new SessionEnd("listener");
    private final WirePeer peer = end.accept(1, Handshake.NEW);

    private void pings() {
        for (int i = 0; i < PINGS_PER_TURN; i++) {
            peer.ping(i, 0);
        }
        end.turn();
    }

    @Test
    void whoAsksAndNeverReadsIsLetGoWhenAMegabyteWaits() {
        end.turn();
        end.link.out().writable = 0;
        MillraceException refused = catchThrowableOfType(MillraceException.class, () -> {
            for (int i = 0; i < TURNS; i++) {
                pings();
            }
        });
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.WRITE_STALLED);
        assertThat(refused.getMessage()).contains("does not read them");
        assertThat(end.session.transmitter().controlBacklog())
                .isLessThan(AnswerBacklog.MOST_BYTES + FrameDescriptor.MAX_HANDSHAKE_FRAME);
    }

    @Test
    void whoReadsMayAskForEver() {
        end.turn();
        int answered = 0;
        for (int i = 0; i < TURNS; i++) {
            pings();
            answered += peer.take(FrameDescriptor.KIND_PONG).size();
        }
        assertThat(answered).isEqualTo(TURNS * PINGS_PER_TURN);
    }
}
