// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.Reject;
import io.millrace.spi.frame.UnsubscribeFrame;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {

    /** As in the protocol's description, but for capabilities and the extension; checksum left out. */
    private static final String HELLO = "65000000 01100800 00000000 ........ 4d494c4c52414345 0000000000000000"
            + "0100 0100 03000000 1111111111111111 2222222222222222 0100000000000000"
            + "00000400 e8030000 60ea0000 00 00 0d00 0000 000000000000"
            + "6e6f64652d312f6f7264657273" + "00".repeat(27);

    private static byte[] sealed(String hex) {
        byte[] frame = HexFormat.of().parseHex(hex.replace(" ", "").replace('.', '0'));
        int length = frame[0] & 0xFF;
        CRC32C crc = new CRC32C();
        crc.update(frame, 0, 12);
        crc.update(frame, 16, length - 16);
        for (int i = 0; i < 4; i++) {
            frame[12 + i] = (byte) (crc.getValue() >>> (8 * i));
        }
        return frame;
    }

    private static MillraceException refusal(SessionEnd end) {
        return catchThrowableOfType(MillraceException.class, end::turn);
    }

    @Test
    void saysHelloByteForByte() {
        SessionEnd end = new SessionEnd("node-1/orders");
        WirePeer peer = end.dial();
        assertThat(peer.take()).containsExactly(new WireFrame(sealed(HELLO)));
        assertThat(end.session.isUp()).isFalse();
    }

    @Test
    void answersWelcomeByteForByteAndNamesItsStreams() {
        SessionEnd end = new SessionEnd("hub");
        WirePeer peer = end.accept(7, Handshake.RESUMED);
        List<WireFrame> sent = peer.take();
        String welcome = "5b000000 01110800 00000000 ........ 4d494c4c52414345 0000000000000000"
                + "0100 0100 03000000 1111111111111111 2222222222222222 0700000000000000"
                + "00000400 e8030000 60ea0000 01 00 0300 0000 000000000000" + "687562" + "00".repeat(5);
        assertThat(sent.get(0)).isEqualTo(new WireFrame(sealed(welcome)));
        assertThat(sent.get(1).kind()).isEqualTo(FrameDescriptor.KIND_OPEN);
        assertThat(sent.get(1).streamId()).isZero();
        assertThat(sent).hasSize(2);
        assertThat(end.session.attempt()).isEqualTo(7);
    }

    private static int outcome(WirePeer peer) {
        WireFrame welcome = peer.take(FrameDescriptor.KIND_WELCOME).get(0);
        return Handshake.decode(welcome.buffer(), 0, FrameDescriptor.KIND_WELCOME)
                .outcome();
    }

    /** Found by simulation: the dialler would have waited for cursors that this end had lost in a crash. */
    @Test
    void aWelcomeThatNobodyHasHeardIsSaidAgain() {
        SessionEnd end = new SessionEnd("hub");
        assertThat(outcome(end.accept(4, Handshake.NEW))).isEqualTo(Handshake.NEW);
        end.disconnect();

        WirePeer second = end.accept(5, Handshake.RESUMED);
        assertThat(outcome(second)).isEqualTo(Handshake.NEW);
        second.send((b, c) -> Open.encodeEnd(b, 0, c));
        end.turn();
        end.disconnect();

        assertThat(outcome(end.accept(6, Handshake.RESUMED))).isEqualTo(Handshake.RESUMED);
    }

    /** The other side of the same: the dialler had heard it, and then the link was cut before the listener could know. */
    @ParameterizedTest
    @ValueSource(ints = {Handshake.NEW, Handshake.TAKEN_OVER})
    void aWelcomeThatIsSaidAgainRestartsNothing(int outcome) {
        SessionEnd end = new SessionEnd("node-1/orders");
        end.host.subscribe("in");
        WirePeer first = end.dialAndGreet(outcome);
        first.open("in", 3);
        end.turn();
        int told = end.host.events(Kind.SESSION_RESTARTED).size();
        end.disconnect();

        WirePeer second = end.dialAndGreet(outcome);
        assertThat(end.host.events(Kind.SESSION_RESTARTED)).hasSize(told);
        assertThat(end.host.events(Kind.SESSION_RESUMED)).hasSize(1);

        second.open("in", 3);
        second.data(3, 0, 32);
        end.turn();
        end.disconnect();
        end.dialAndGreet(Handshake.NEW);
        assertThat(end.host.events(Kind.SESSION_RESTARTED)).hasSize(told + 1);
    }

    /** Who was built before there were rights would take DENIED for a broken frame. */
    @ParameterizedTest
    @CsvSource({"1, DENIED", "2, REFUSED", "0, REFUSED", "3, DENIED"})
    void aStreamThatMayNotBePublishedIsRefusedInWordsThatThePeerKnows(int capabilities, String expected) {
        SessionEnd end = new SessionEnd("hub");
        end.host.subscribe("in");
        end.host.denied.add("in");
        WirePeer peer = end.accept(1, Handshake.NEW, capabilities);
        peer.take();
        peer.open("in", 3);
        end.turn();

        WireFrame answer = peer.take(FrameDescriptor.KIND_UNSUBSCRIBE).get(0);
        assertThat(UnsubscribeFrame.statusName(UnsubscribeFrame.status(answer.buffer(), 0)))
                .isEqualTo(expected);
        assertThat(end.session.isUp()).isTrue();
    }

    @Test
    void aStreamWhoseFramesTheLinkDoesNotCarryIsRefusedOnThatLinkOnly() {
        SessionEnd end = new SessionEnd("hub");
        end.host.subscribe("in");
        SimulatedLink.Pair narrow = SimulatedLink.pair("narrow");
        end.link = narrow.listener();
        end.link.carries(512);
        Handshake hello = WirePeer.handshake(FrameDescriptor.KIND_HELLO, end.session.id(), 1, 0);
        end.session.accepted(end.link, hello, Handshake.NEW, end.nowNs);
        WirePeer peer = new WirePeer(narrow.dialler());
        WireFrame welcome = peer.take(FrameDescriptor.KIND_WELCOME).get(0);
        assertThat(Handshake.decode(welcome.buffer(), 0, FrameDescriptor.KIND_WELCOME)
                        .maxFrame())
                .isEqualTo(512);
        peer.open("in", 3);
        end.turn();
        assertThat(peer.take(FrameDescriptor.KIND_UNSUBSCRIBE))
                .singleElement()
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(UnsubscribeFrame.FRAME_TOO_LARGE));
        end.disconnect();

        WirePeer wide = end.accept(2, Handshake.RESUMED);
        wide.take();
        wide.open("in", 3);
        end.turn();
        assertThat(wide.take(FrameDescriptor.KIND_UNSUBSCRIBE)).isEmpty();
    }

    @Test
    void helloIsSentPieceByPiece() {
        SessionEnd end = new SessionEnd("node-1/orders");
        SimulatedLink.Pair pair = SimulatedLink.pair("choked");
        end.link = pair.dialler();
        end.link.out().writable = 5;
        end.session.dialled(end.link, end.nowNs);
        while (pair.listener().in().backlog() < 128) {
            end.link.out().writable = 5;
            end.turn(false);
        }
        assertThat(new WirePeer(pair.listener()).take()).containsExactly(new WireFrame(sealed(HELLO)));
    }

    @Test
    void welcomeOfAnotherAttemptIsRefused() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        Handshake stale = WirePeer.handshake(FrameDescriptor.KIND_WELCOME, end.session.id(), 0, Handshake.NEW);
        peer.send((b, c) -> stale.encode(b, 0, c));
        assertThat(refusal(end).code()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
        assertThat(end.session.isUp()).isFalse();
    }

    @Test
    void welcomeOfAnotherSessionIsRefused() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        Handshake other = WirePeer.handshake(FrameDescriptor.KIND_WELCOME, new SessionId(1, 2), 1, Handshake.NEW);
        peer.send((b, c) -> other.encode(b, 0, c));
        assertThat(refusal(end).code()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
    }

    @Test
    void welcomeOfAnotherProtocolVersionIsRefused() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        Handshake newer = new Handshake(
                FrameDescriptor.KIND_WELCOME,
                2,
                3,
                0,
                end.session.id().high(),
                end.session.id().low(),
                1,
                1 << 18,
                1000,
                1000,
                Handshake.NEW,
                "newer",
                List.of());
        peer.send((b, c) -> newer.encode(b, 0, c));
        MillraceException refusal = refusal(end);
        assertThat(refusal.code()).isEqualTo(ErrorCode.REJECTED_VERSION);
        assertThat(refusal.errorClass()).isEqualTo(ErrorClass.PERMANENT);
    }

    @ParameterizedTest
    @CsvSource({
        "1, REJECTED_VERSION, PERMANENT",
        "2, REJECTED_SCHEMA, PERMANENT",
        "3, REJECTED_AUTH, PERMANENT",
        "4, REJECTED_OVERLOADED, OVERLOAD",
        "5, SUPERSEDED, PERMANENT",
        "6, REJECTED_LIMIT, OVERLOAD",
        "7, REJECTED_GUARANTEE, PERMANENT",
        "8, REJECTED_DRAINING, OVERLOAD",
        "9, NOT_MILLRACE, PERMANENT",
        "10, TOKEN_INVALID, PERMANENT",
        "11, TOKEN_EXPIRED, PERMANENT",
        "12, TOKEN_AUDIENCE, PERMANENT",
        "13, TOKEN_REPLAYED, PERMANENT",
        "14, IDENTITY_UNPROVEN, PERMANENT",
        "15, REJECTED_OVERLOADED, OVERLOAD",
        "20, PEER_SPEAKS_TLS, PERMANENT",
        "255, REJECTED_OVERLOADED, OVERLOAD"
    })
    void rejectBecomesAnException(int code, ErrorCode expected, ErrorClass errorClass) {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        peer.send((b, c) -> new Reject(code, true, 750, "no\u0007 way").encode(b, 0, c));
        MillraceException refusal = refusal(end);
        assertThat(refusal.code()).isEqualTo(expected);
        assertThat(refusal.errorClass()).isEqualTo(errorClass);
        assertThat(refusal.getMessage()).contains("way").doesNotContain("\u0007");
        assertThat(end.session.retryAfterNs()).isEqualTo(750_000_000);
    }

    @Test
    void retryAfterIsForgottenWithTheNextAttempt() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        peer.send((b, c) -> new Reject(Reject.OVERLOADED, true, 750, "").encode(b, 0, c));
        refusal(end);
        end.disconnect();
        end.dial();
        assertThat(end.session.retryAfterNs()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", "-ERR unknown command 'e'\r\n"})
    void alienAnswersAreToldApart(String answer) {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        peer.raw((answer + " ".repeat(32)).getBytes(StandardCharsets.US_ASCII));
        MillraceException refusal = refusal(end);
        assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_MILLRACE);
        assertThat(refusal.errorClass()).isEqualTo(ErrorClass.PERMANENT);
        assertThat(refusal.getMessage()).contains("looks like");
    }

    @Test
    void anAlertOfTlsInsteadOfWelcomeSaysThatThePeerSpeaksTls() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        peer.raw(new byte[] {0x15, 3, 3, 0, 2, 2, 10});
        MillraceException refusal = refusal(end);
        assertThat(refusal.code()).isEqualTo(ErrorCode.PEER_SPEAKS_TLS);
        assertThat(refusal.errorClass()).isEqualTo(ErrorClass.PERMANENT);
        assertThat(refusal.hint()).contains("tcps://");
    }

    @Test
    void randomBytesInsteadOfWelcomeAreNotMillrace() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        byte[] noise = new byte[64];
        noise[0] = 64;
        peer.raw(noise);
        assertThat(refusal(end).code()).isEqualTo(ErrorCode.NOT_MILLRACE);
    }

    @Test
    void dataBeforeWelcomeIsRefused() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        peer.data(1, 0, 10);
        assertThat(refusal(end)).isNotNull();
        assertThat(end.session.isUp()).isFalse();
    }

    @Test
    void damagedWelcomeIsTransient() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        peer.welcome(end.session, Handshake.NEW);
        end.link.in().flip(70, 1);
        MillraceException refusal = refusal(end);
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_CHECKSUM);
        assertThat(refusal.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
    }

    @Test
    void framesBeforeWelcomeAreSmall() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dial();
        peer.raw(new byte[] {0, 0x20, 0, 0, 1, 17, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        peer.raw(new byte[32]);
        assertThat(refusal(end)).isNotNull();
    }

    @Test
    void silenceInsteadOfWelcomeEndsTheAttempt() {
        SessionEnd end = new SessionEnd("me");
        end.dial();
        end.advance(SessionEnd.HANDSHAKE_TIMEOUT_NS);
        end.turnAndTick();
        end.advance(1);
        MillraceException late = catchThrowableOfType(MillraceException.class, end::turnAndTick);
        assertThat(late.code()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT);
        assertThat(late.retryable()).isTrue();
    }

    @Test
    void firstHandshakeStartsTheSession() {
        SessionEnd end = new SessionEnd("me");
        end.dialAndGreet(Handshake.NEW);
        assertThat(end.session.isUp()).isTrue();
        assertThat(end.host.log).containsExactly("SESSION_STARTED");
        assertThat(end.session.peerIdentity()).isEqualTo("peer");
        assertThat(end.session.counters().linksOpened()).isEqualTo(1);
        assertThat(end.session.counters().reconnects()).isZero();
    }

    @Test
    void secondHandshakeResumesIt() {
        SessionEnd end = new SessionEnd("me");
        end.dialAndGreet(Handshake.NEW);
        end.disconnect();
        WirePeer peer = end.dial();
        Handshake hello = Handshake.decode(peer.take().get(0).buffer(), 0, FrameDescriptor.KIND_HELLO);
        assertThat(hello.attempt()).isEqualTo(2);
        peer.welcome(end.session, Handshake.RESUMED);
        end.turn();
        assertThat(end.host.events).last().extracting(RecordingHost.Event::kind).isEqualTo(Kind.SESSION_RESUMED);
        assertThat(end.session.counters().reconnects()).isEqualTo(1);
    }

    @Test
    void helloAfterTheHandshakeIsAnError() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        Handshake again = WirePeer.handshake(FrameDescriptor.KIND_HELLO, end.session.id(), 2, 0);
        peer.send((b, c) -> again.encode(b, 0, c));
        assertThat(refusal(end).code()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
        assertThat(end.session.counters().protocolErrors()).isEqualTo(1);
    }

    @Test
    void rejectAfterTheHandshakeIsTheTruthOnTheNewestLink() {
        SessionEnd end = new SessionEnd("me");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.send((b, c) -> new Reject(Reject.SUPERSEDED, false, 0, "another process").encode(b, 0, c));
        MillraceException superseded = refusal(end);
        assertThat(superseded.code()).isEqualTo(ErrorCode.SUPERSEDED);
        assertThat(superseded.errorClass()).isEqualTo(ErrorClass.PERMANENT);
    }
}
