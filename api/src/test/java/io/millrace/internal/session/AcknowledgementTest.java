// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcknowledgementTest {

    private final SessionEnd end = new SessionEnd("me");
    private final TestPublication publication = new TestPublication("orders", 7, 64 * 1024, false);
    private boolean retry;

    /** A publication of which a peer has been sent 640 bytes. */
    private WirePeer published() {
        publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        peer.status(7, publication.epoch, 0, 16384, 0);
        end.turn();
        peer.take();
        return peer;
    }

    private WireFrame lastStatus(WirePeer peer) {
        List<WireFrame> told = peer.take(FrameDescriptor.KIND_STATUS);
        return told.get(told.size() - 1);
    }

    @Test
    void acknowledgementsMoveTheGate() {
        WirePeer peer = published();
        peer.status(7, publication.epoch, 256, 16384, 640);
        end.turn();
        assertThat(publication.oldestHeld()).isEqualTo(256);
        assertThat(end.session.isProven()).isTrue();
    }

    @Test
    void receivedAloneMovesNothing() {
        WirePeer peer = published();
        peer.status(7, publication.epoch, 0, 16384, 640);
        end.turn();
        assertThat(publication.oldestHeld()).isZero();
        assertThat(end.session.isProven()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "320, 256, processed above received",
        "704, 704, above what was sent",
        "256, 704, received above what was sent",
        "128, 640, processed goes back",
        "250, 640, not at a frame's start",
        "256, 630, received not at a frame's start",
        "224, 640, inside a frame",
        "256, 608, received inside a frame",
        "-32, 640, negative"
    })
    void brokenStatusIsRefusedAndMovesNothing(long processed, long received, String why) {
        WirePeer peer = published();
        peer.status(7, publication.epoch, 192, 16384, 640);
        end.turn();
        peer.brokenStatus(7, publication.epoch, processed, 16384, received);
        MillraceException broken = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(broken).as(why).isNotNull();
        assertThat(broken.code()).as(why).isEqualTo(ErrorCode.BAD_STATUS_FRAME);
        assertThat(publication.oldestHeld()).as(why).isEqualTo(192);
        assertThat(end.session.counters().protocolErrors()).isEqualTo(1);
    }

    @Test
    void statusOfAnotherEpochChangesNothing() {
        WirePeer peer = published();
        peer.status(7, publication.epoch + 1, 640, 32768, 640);
        end.turn();
        assertThat(publication.oldestHeld()).isZero();
    }

    @Test
    void statusOfAnUnknownStreamChangesNothing() {
        WirePeer peer = published();
        peer.status(8, publication.epoch, 640, 32768, 640);
        end.turn();
        assertThat(publication.oldestHeld()).isZero();
    }

    @Test
    void endedWithoutCloseIsRefusedAndMovesNothing() {
        WirePeer peer = published();
        peer.unsubscribe(7, UnsubscribeFrame.ENDED, publication.epoch);
        MillraceException broken = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(broken).isNotNull();
        assertThat(broken.code()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
        assertThat(publication.oldestHeld()).isZero();
    }

    @Test
    void theGateIsThatOfTheSlowestSession() {
        SessionEnd other = new SessionEnd("other");
        WirePeer peer = published();
        publication.attach(other.session, 0, 0);
        WirePeer otherPeer = other.dialAndGreet(Handshake.NEW);
        otherPeer.status(7, publication.epoch, 0, 16384, 0);
        other.turn();
        peer.status(7, publication.epoch, 640, 16384, 640);
        end.turn();
        assertThat(publication.oldestHeld()).isZero();
        otherPeer.status(7, publication.epoch, 320, 16384, 640);
        other.turn();
        assertThat(publication.oldestHeld()).isEqualTo(320);
        otherPeer.status(7, publication.epoch, 640, 16384, 640);
        other.turn();
        assertThat(publication.oldestHeld()).isEqualTo(640);
    }

    @Test
    void whatTheHandlerHasNotFinishedIsNotAcknowledged() {
        retry = true;
        end.host.subscribe("in", message -> retry && message.position() == 64 ? Action.RETRY : Action.CONTINUE);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        for (int i = 0; i < 4; i++) {
            peer.data(3, i * 64L, 32);
        }
        end.turn();
        WireFrame status = lastStatus(peer);
        assertThat(StatusFrame.processed(status.buffer(), 0)).isEqualTo(64);
        assertThat(StatusFrame.received(status.buffer(), 0)).isEqualTo(256);
        assertThat(StatusFrame.limit(status.buffer(), 0)).isEqualTo(64 + 4096);

        retry = false;
        end.turn();
        assertThat(StatusFrame.processed(lastStatus(peer).buffer(), 0)).isEqualTo(256);
        assertThat(end.host.log).endsWith("in@0", "in@64", "in@128", "in@192");
    }

    @Test
    void nothingIsToldWhileTheHandlerRuns() {
        // Half a window in two messages: the STATUS for them comes after the second handler, not before.
        end.host.subscribe("in", message -> {
            assertThat(end.session.isHandling()).isTrue();
            assertThat(end.link.out().backlog()).isZero();
            return Action.CONTINUE;
        });
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        peer.data(3, 0, 1024 - 32);
        peer.data(3, 1024, 1024 - 32);
        end.turn();
        assertThat(end.host.failures).isEmpty();
        assertThat(StatusFrame.processed(lastStatus(peer).buffer(), 0)).isEqualTo(2048);
    }

    /** Found by simulation: nanoTime may be negative. */
    @Test
    void pausesAcknowledgeAlsoOnAClockBelowZero() {
        end.host.subscribe("in", message -> Action.CONTINUE);
        end.nowNs = -5_000_000_000L;
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        peer.data(3, 0, 32);
        end.turn(false);
        end.turn(true);
        assertThat(StatusFrame.processed(lastStatus(peer).buffer(), 0)).isEqualTo(64);
    }

    @Test
    void aThrowingHandlerSkipsItsMessageAndIsHeard() {
        end.host.subscribe("in", message -> {
            if (message.position() == 0) {
                throw new IllegalStateException("boom");
            }
            return Action.CONTINUE;
        });
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.data(3, 64, 32);
        end.turn();
        assertThat(end.host.failures).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(StatusFrame.processed(lastStatus(peer).buffer(), 0)).isEqualTo(128);
    }
}
