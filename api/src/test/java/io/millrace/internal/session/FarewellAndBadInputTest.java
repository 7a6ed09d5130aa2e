// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.ByeFrame;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.StatusFrame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Farewells, and what no correct peer sends. */
class FarewellAndBadInputTest {

    private final SessionEnd end = new SessionEnd("me");

    private WirePeer subscribed(boolean checksummed) {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open(WirePeer.open("in", 3, WirePeer.EPOCH, 0, 0, checksummed));
        peer.openEnd();
        end.turn();
        peer.take();
        return peer;
    }

    private MillraceException failure() {
        MillraceException failure = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(failure).isNotNull();
        return failure;
    }

    // ---- farewells ----

    @Test
    void byeOfThePeerIsAnsweredAfterTheLastAcknowledgement() {
        WirePeer peer = subscribed(false);
        peer.data(3, 0, 32);
        peer.bye(ByeFrame.END, 0);
        end.turn();
        assertThat(peer.take())
                .extracting(WireFrame::kind)
                .containsExactly(FrameDescriptor.KIND_STATUS, FrameDescriptor.KIND_BYE);
        assertThat(end.session.isEnded()).isTrue();
    }

    /** Closed before, the peer would miss the goodbye and keep its last acknowledgements to itself. */
    @Test
    void noSessionIsOverWhoseByeWaitsForAFullLink() {
        WirePeer peer = subscribed(false);
        end.link.out().choke(0, 0);
        peer.bye(ByeFrame.END, 0);
        end.turn();
        assertThat(end.session.isEnding()).isTrue();
        assertThat(end.session.isEnded()).isFalse();
        end.link.out().free();
        end.turn();
        assertThat(peer.take()).extracting(WireFrame::kind).containsExactly(FrameDescriptor.KIND_BYE);
        assertThat(end.session.isEnded()).isTrue();
    }

    @Test
    void whoDoesNotReadTheByeIsGivenUpAfterItsSilence() {
        WirePeer peer = subscribed(false);
        end.link.out().choke(0, 0);
        peer.bye(ByeFrame.END, 0);
        end.turn();
        end.advance(SessionEnd.DEAD_AFTER_NS + 1);
        assertThatExceptionOfType(MillraceException.class).isThrownBy(end::turnAndTick);
        assertThat(end.session.isEnded()).isFalse();
        end.disconnect();
        assertThat(end.session.isEnded()).isTrue();
    }

    @Test
    void ownByeWaitsForThePeersAndProcessesMeanwhile() {
        WirePeer peer = subscribed(false);
        end.session.goodbye();
        end.session.goodbye();
        assertThat(peer.take()).extracting(WireFrame::kind).containsExactly(FrameDescriptor.KIND_BYE);
        peer.data(3, 0, 32);
        end.turn();
        assertThat(peer.take()).extracting(WireFrame::kind).containsExactly(FrameDescriptor.KIND_STATUS);
        assertThat(end.session.isEnded()).isFalse();
        peer.bye(ByeFrame.END, 0);
        end.turn();
        assertThat(end.session.isEnded()).isTrue();
        assertThat(end.host.log).contains("in@0");
    }

    @Test
    void byeOfThePeerIsAnsweredWhenTheOwnDrainIsComplete() {
        TestPublication publication = new TestPublication("out", 7, 16 * 1024, false);
        publication.attach(end.session, 0, 0);
        WirePeer peer = subscribed(false);
        peer.status(7, publication.epoch, 0, 64, 0);
        publication.publish(32);
        publication.publish(32);
        end.turn();
        end.host.draining = true;
        peer.take();
        peer.bye(ByeFrame.END, 0);
        end.turn();
        assertThat(peer.take()).isEmpty();
        assertThat(end.session.isEnded()).isFalse();
        peer.status(7, publication.epoch, 64, 128, 64);
        end.turn();
        assertThat(peer.take()).extracting(WireFrame::kind).containsExactly(FrameDescriptor.KIND_DATA);
        end.host.draining = false;
        end.session.goodbye();
        assertThat(peer.take()).extracting(WireFrame::kind).containsExactly(FrameDescriptor.KIND_BYE);
        assertThat(end.session.isEnded()).isTrue();
    }

    @Test
    void byeRestartKeepsTheSessionAndSaysWhenToComeBack() {
        WirePeer peer = subscribed(false);
        peer.data(3, 0, 32);
        peer.bye(ByeFrame.RESTART, 500);
        MillraceException left = failure();
        assertThat(left.code()).isEqualTo(ErrorCode.PEER_RESTARTS);
        assertThat(left).hasMessageContaining("come back after 500 ms");
        assertThat(end.session.isEnded()).isFalse();
        assertThat(end.session.retryAfterNs()).isEqualTo(500_000_000);
        assertThat(peer.take()).extracting(WireFrame::kind).containsExactly(FrameDescriptor.KIND_STATUS);
    }

    @Test
    void leavingForARestartAcknowledgesFirstAndTakesNothingMore() {
        TestPublication publication = new TestPublication("out", 7, 16 * 1024, false);
        publication.attach(end.session, 0, 0);
        WirePeer peer = subscribed(false);
        peer.status(7, publication.epoch, 0, 4096, 0);
        peer.data(3, 0, 32);
        end.turn(false);
        end.session.leaveForRestart(700);
        peer.data(3, 64, 32);
        publication.publish(32);
        end.turn();
        List<WireFrame> said = peer.take();
        assertThat(said)
                .extracting(WireFrame::kind)
                .containsExactly(FrameDescriptor.KIND_STATUS, FrameDescriptor.KIND_BYE);
        assertThat(StatusFrame.processed(said.get(0).buffer(), 0)).isEqualTo(64);
        assertThat(said.get(1).status()).isEqualTo(ByeFrame.RESTART);
        assertThat(ByeFrame.retryAfterMs(said.get(1).buffer(), 0)).isEqualTo(700);
        assertThat(end.host.log).contains("in@0").doesNotContain("in@64");
        assertThat(end.session.hasLeft()).isTrue();
        assertThat(end.session.isEnded()).isFalse();
    }

    @Test
    void hasNotLeftBeforeTheLinkHasTakenTheGoodbye() {
        subscribed(false);
        end.link.out().writable = 8;
        end.session.leaveForRestart(0);
        assertThat(end.session.hasLeft()).isFalse();
        end.link.out().writable = Integer.MAX_VALUE;
        end.turn();
        assertThat(end.session.hasLeft()).isTrue();
    }

    @Test
    void byeProtocolEndsTheLinkNotTheSession() {
        WirePeer peer = subscribed(false);
        peer.bye(ByeFrame.PROTOCOL, 0);
        assertThat(failure().errorClass()).isEqualTo(ErrorClass.PROTOCOL);
        assertThat(end.session.isEnded()).isFalse();
    }

    @Test
    void accusesThePeerWhereTheLinkStillWorks() {
        WirePeer peer = subscribed(false);
        end.session.accuse();
        assertThat(peer.take()).singleElement().satisfies(bye -> {
            assertThat(bye.kind()).isEqualTo(FrameDescriptor.KIND_BYE);
            assertThat(bye.status()).isEqualTo(ByeFrame.PROTOCOL);
        });
    }

    // ---- bad input ----

    @ParameterizedTest
    @ValueSource(ints = {0, 31, -1, (1 << 18) + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void badLengths(int frameLength) {
        WirePeer peer = subscribed(false);
        peer.data(3, 0, 32);
        byte[] frame = peer.dataFrame(3, 64, 32, FrameDescriptor.FLAGS_UNFRAGMENTED);
        for (int i = 0; i < 4; i++) {
            frame[i] = (byte) (frameLength >>> (8 * i));
        }
        peer.raw(frame);
        assertThat(failure().code()).isEqualTo(ErrorCode.BAD_FRAME_LENGTH);
        assertThat(end.session.counters().protocolErrors()).isEqualTo(1);
        assertThat(end.host.log).endsWith("in@0");
    }

    @ParameterizedTest
    @CsvSource({
        "4, 2, BAD_VERSION",
        "5, 5, BAD_KIND",
        "5, 15, BAD_KIND",
        "5, 27, BAD_KIND",
        "5, 127, BAD_KIND",
        "6, 0x40, UNEXPECTED_FRAME",
        "6, 0x00, UNEXPECTED_FRAME",
        "6, 0xE0, UNEXPECTED_FRAME",
        "6, 0xC1, BAD_FLAGS",
        "7, 1, BAD_FLAGS",
        "8, 9, UNEXPECTED_FRAME",
        "8, 0, UNEXPECTED_FRAME"
    })
    void badHeaders(int offset, String value, ErrorCode code) {
        WirePeer peer = subscribed(false);
        peer.data(3, 0, 32);
        byte[] frame = peer.dataFrame(3, 64, 32, FrameDescriptor.FLAGS_UNFRAGMENTED);
        frame[offset] = (byte) (int) Integer.decode(value);
        peer.send((b, c) -> {
            b.put(0, frame);
            if (code == ErrorCode.BAD_KIND) {
                // Without a checksum it would be taken for a damaged control frame.
                c.seal(b, 0);
            }
            return frame.length;
        });
        MillraceException broken = failure();
        assertThat(broken.code()).isEqualTo(code);
        assertThat(broken.errorClass()).isEqualTo(ErrorClass.PROTOCOL);
        assertThat(end.session.counters().protocolErrors()).isEqualTo(1);
        assertThat(end.host.log).endsWith("in@0");
    }

    @Test
    void unknownKindsFrom128OnAreSkipped() {
        WirePeer peer = subscribed(false);
        byte[] frame = peer.dataFrame(3, 64, 32, 0);
        frame[FrameDescriptor.KIND_OFFSET] = (byte) 200;
        peer.raw(frame);
        peer.data(3, 0, 32);
        end.turn();
        assertThat(end.host.log).endsWith("in@0");
    }

    @Test
    void aDamagedFrameOfAStreamWithChecksumsEndsTheLinkAndIsNotHandedUp() {
        for (int bit = 0; bit < 8 * 64; bit++) {
            SessionEnd receiver = new SessionEnd("me");
            receiver.host.subscribe("in");
            WirePeer peer = receiver.dialAndGreet(Handshake.NEW);
            peer.open(WirePeer.open("in", 3, WirePeer.EPOCH, 0, 0, true));
            receiver.turn();
            peer.raw(peer.dataFrame(3, 0, 32, FrameDescriptor.FLAGS_UNFRAGMENTED | FrameDescriptor.FLAG_CHECKSUM));
            receiver.link.in().flip(bit / 8, 1 << bit % 8);
            MillraceException broken = catchThrowableOfType(MillraceException.class, receiver::turn);
            assertThat(receiver.host.log).as("bit " + bit).doesNotContain("in@0");
            boolean incomplete = bit / 8 < 4 && receiver.link.in().backlog() == 0;
            assertThat(broken != null || incomplete).as("bit " + bit).isTrue();
        }
    }

    @Test
    void aFrameWithoutAChecksumCountsAsDamagedOnAStreamThatHasThem() {
        WirePeer peer = subscribed(true);
        peer.data(3, 0, 32);
        MillraceException broken = failure();
        assertThat(broken.code()).isEqualTo(ErrorCode.BAD_CHECKSUM);
        assertThat(broken.retryable()).isTrue();
        assertThat(end.host.log).doesNotContain("in@0");
        assertThat(end.session.counters().protocolErrors()).isZero();
    }

    @Test
    void aPadWithoutAChecksumCountsAsDamagedToo() {
        WirePeer peer = subscribed(true);
        peer.pad(3, 0, 64);
        assertThat(failure().code()).isEqualTo(ErrorCode.BAD_CHECKSUM);
    }

    @Test
    void framesOfAStreamWithChecksumsAreHandedUp() {
        WirePeer peer = subscribed(true);
        int flags = FrameDescriptor.FLAGS_UNFRAGMENTED | FrameDescriptor.FLAG_CHECKSUM;
        peer.raw(peer.dataFrame(3, 0, 32, flags));
        peer.send((b, c) -> {
            FrameFlyweight.writePad(b, 0, 3, 64, 64);
            c.seal(b, 0);
            return 32;
        });
        peer.raw(peer.dataFrame(3, 128, 32, flags));
        end.turn();
        assertThat(end.host.log).endsWith("in@0", "in@128");
    }

    @ParameterizedTest
    @ValueSource(ints = {FrameDescriptor.KIND_STATUS, FrameDescriptor.KIND_PING, FrameDescriptor.KIND_OPEN})
    void aDamagedControlFrameEndsTheLink(int kind) {
        WirePeer peer = subscribed(false);
        int before = end.link.in().backlog();
        if (kind == FrameDescriptor.KIND_STATUS) {
            peer.status(7, 1, 0, 64, 0);
        } else if (kind == FrameDescriptor.KIND_PING) {
            peer.ping(1, 0);
        } else {
            peer.openEnd();
        }
        end.link.in().flip(before + 24, 4);
        assertThat(failure().code()).isEqualTo(ErrorCode.BAD_CHECKSUM);
    }

    @ParameterizedTest
    @CsvSource({"31, BAD_FRAME_LENGTH", "16, BAD_FRAME_LENGTH", "0, BAD_FRAME_LENGTH", "-32, BAD_FRAME_LENGTH"})
    void padsOfBadSpan(int span, ErrorCode code) {
        WirePeer peer = subscribed(false);
        peer.pad(3, 0, span);
        assertThat(failure().code()).isEqualTo(code);
    }

    @Test
    void framesThatComeInPiecesAreTakenWhenTheyAreWhole() {
        WirePeer peer = subscribed(false);
        end.link.in().readAtMost = 7;
        peer.data(3, 0, 100);
        peer.data(3, 160, 1);
        for (int i = 0; i < 40; i++) {
            end.turn();
        }
        assertThat(end.host.log).endsWith("in@0", "in@160");
    }
}
