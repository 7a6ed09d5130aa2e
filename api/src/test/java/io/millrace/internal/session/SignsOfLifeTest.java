// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.PingFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {

    private final SessionEnd end = new SessionEnd("me");
    private final TestPublication publication = new TestPublication("orders", 7, 16 * 1024, false);

    private List<WireFrame> pingsAfter(WirePeer peer, long ns) {
        end.advance(ns);
        end.turnAndTick();
        return peer.take(FrameDescriptor.KIND_PING);
    }

    private static MillraceException failure(Runnable turn) {
        return catchThrowableOfType(MillraceException.class, turn::run);
    }

    @Test
    void pingsWhenNothingElseWasSentForAHeartbeat() {
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        end.turnAndTick();
        peer.take();
        assertThat(pingsAfter(peer, SessionEnd.HEARTBEAT_NS - 1)).isEmpty();
        assertThat(pingsAfter(peer, 1)).hasSize(1);
        assertThat(pingsAfter(peer, SessionEnd.HEARTBEAT_NS - 1)).isEmpty();
        assertThat(pingsAfter(peer, 1)).hasSize(1);
    }

    @Test
    void pingsOnceAHeartbeatWhileItSendsAndAwaitsAcknowledgements() {
        publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 4096, 0);
        end.turnAndTick();
        peer.take();
        for (int i = 1; i <= 10; i++) {
            publication.publish(32);
            assertThat(pingsAfter(peer, SessionEnd.HEARTBEAT_NS / 2)).hasSize(i % 2 == 0 ? 1 : 0);
            peer.status(7, publication.epoch, 64L * i, 4096 + 64L * i, 64L * i);
            end.turn();
        }
    }

    /** A stream whose STATUS the link has lost has no credit left, and would wait for ever for another's silence. */
    @Test
    void asksForALostStatusAlsoWhileAnotherStreamKeepsTheLinkBusy() {
        TestPublication busy = new TestPublication("busy", 8, 16 * 1024, false);
        publication.attach(end.session, 0, 0);
        busy.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 64, 0);
        peer.status(8, busy.epoch, 0, 4096, 0);
        publication.publish(32);
        publication.publish(32);
        end.turnAndTick();
        // With the first message; its STATUS, which the link is to have lost, would give room for the second
        peer.take();
        List<WireFrame> pings = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            busy.publish(32);
            pings.addAll(pingsAfter(peer, SessionEnd.HEARTBEAT_NS / 4));
            peer.status(8, busy.epoch, 64L * i, 4096 + 64L * i, 64L * i);
            end.turn();
        }
        assertThat(pings).hasSize(2).allSatisfy(ping -> assertThat(written(ping, 7))
                .isEqualTo(64));
    }

    /** What a PING says of a stream; -1 if it does not name it. */
    private static long written(WireFrame ping, int streamId) {
        for (int i = 0; i < PingFrame.count(ping.buffer(), 0); i++) {
            if (PingFrame.entryStreamId(ping.buffer(), 0, i) == streamId) {
                return PingFrame.entryWritten(ping.buffer(), 0, i);
            }
        }
        return -1;
    }

    @Test
    void aLinkThatIsFullIsGivenOnePingAndNoMore() {
        streaming();
        fillTheLink();
        for (int i = 0; i < 100; i++) {
            end.advance(SessionEnd.HEARTBEAT_NS);
            end.session.polled(1, end.nowNs);
            end.session.tick(end.nowNs);
        }
        assertThat(end.session.transmitter().controlBacklog()).isBetween(1, 128);
    }

    @Test
    void keepsTheShorterHeartbeatOfBoth() {
        WirePeer peer = end.dial();
        Handshake hasty = new Handshake(
                FrameDescriptor.KIND_WELCOME,
                1,
                1,
                0,
                end.session.id().high(),
                end.session.id().low(),
                1,
                1 << 18,
                100,
                60_000,
                Handshake.NEW,
                "hasty",
                List.of());
        peer.send((b, c) -> hasty.encode(b, 0, c));
        end.turnAndTick();
        peer.take();
        assertThat(pingsAfter(peer, 100_000_000)).hasSize(1);
    }

    @Test
    void pingSaysHowFarUnacknowledgedStreamsWereWholeWritten() {
        publication.attach(end.session, 0, 0);
        TestPublication silent = new TestPublication("silent", 8, 16 * 1024, false);
        silent.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        end.turnAndTick();
        peer.take();
        assertThat(PingFrame.count(
                        pingsAfter(peer, SessionEnd.HEARTBEAT_NS).get(0).buffer(), 0))
                .as("no STATUS yet, nothing written")
                .isZero();
        peer.status(7, publication.epoch, 0, 4096, 0);
        peer.status(8, silent.epoch, 0, 4096, 0);
        publication.publish(32);
        publication.publish(32);
        end.turnAndTick();
        peer.take();
        WireFrame ping = pingsAfter(peer, SessionEnd.HEARTBEAT_NS).get(0);
        assertThat(PingFrame.count(ping.buffer(), 0)).isEqualTo(1);
        assertThat(PingFrame.entryStreamId(ping.buffer(), 0, 0)).isEqualTo(7);
        assertThat(PingFrame.entryWritten(ping.buffer(), 0, 0)).isEqualTo(128);
        peer.status(7, publication.epoch, 128, 4096 + 128, 128);
        assertThat(PingFrame.count(
                        pingsAfter(peer, SessionEnd.HEARTBEAT_NS).get(0).buffer(), 0))
                .isZero();
    }

    @Test
    void aBegunFrameDoesNotCountAsWritten() {
        publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 4096, 0);
        end.turn();
        peer.take();
        publication.publish(32);
        publication.publish(32);
        end.link.out().writable = 100;
        end.turnAndTick();
        end.advance(SessionEnd.HEARTBEAT_NS);
        end.turnAndTick();
        end.advance(SessionEnd.HEARTBEAT_NS);
        end.turnAndTick();
        end.link.out().writable = Integer.MAX_VALUE;
        end.turn();
        List<WireFrame> pings = peer.take(FrameDescriptor.KIND_PING);
        assertThat(pings).isNotEmpty().allMatch(ping -> PingFrame.entryWritten(ping.buffer(), 0, 0) == 64);
    }

    @Test
    void aLostStatusIsSaidAgainAfterThePing() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        end.turnAndTick();
        end.advance(SessionEnd.HEARTBEAT_NS);
        end.turnAndTick();
        peer.take(); // with the STATUS, which the link is to have lost
        peer.pingWritten(3, 64);
        end.turn();
        assertThat(peer.take(FrameDescriptor.KIND_STATUS)).singleElement().satisfies(status -> assertThat(
                        FrameFlyweight.position(status.buffer(), 0))
                .isEqualTo(64));
    }

    @Test
    void aLostTailIsNoticedByThePing() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.pingWritten(3, 64);
        end.turn();
        peer.pingWritten(3, 128);
        MillraceException loss = failure(end::turn);
        assertThat(loss.code()).isEqualTo(ErrorCode.TAIL_LOSS);
        assertThat(loss.retryable()).isTrue();
    }

    @Test
    void parkedMessagesAreNotALostTail() {
        end.host.subscribe("in", message -> Action.RETRY);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.pingWritten(3, 64);
        end.turn();
        assertThat(end.session.isUp()).isTrue();
    }

    @Test
    void pingIsAnsweredByPongOrByTheStatusAskedFor() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        peer.ping(42, 0);
        end.turn();
        assertThat(peer.take()).singleElement().satisfies(pong -> {
            assertThat(pong.kind()).isEqualTo(FrameDescriptor.KIND_PONG);
            assertThat(PingFrame.nonce(pong.buffer(), 0)).isEqualTo(42);
        });
        peer.ping(43, 3);
        end.turn();
        assertThat(peer.take()).singleElement().extracting(WireFrame::kind).isEqualTo(FrameDescriptor.KIND_STATUS);
        peer.ping(44, 99);
        end.turn();
        assertThat(peer.take()).singleElement().extracting(WireFrame::kind).isEqualTo(FrameDescriptor.KIND_PONG);
    }

    @Test
    void silenceForLongerThanDeadAfterEndsTheLink() {
        end.dialAndGreet(Handshake.NEW);
        end.advance(SessionEnd.DEAD_AFTER_NS);
        end.turnAndTick();
        end.advance(1);
        MillraceException silence = failure(end::turnAndTick);
        assertThat(silence.code()).isEqualTo(ErrorCode.HEARTBEAT_TIMEOUT);
        assertThat(silence.retryable()).isTrue();
    }

    @Test
    void anyFrameIsASignOfLife() {
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        for (int i = 0; i < 5; i++) {
            end.advance(SessionEnd.DEAD_AFTER_NS - 1);
            peer.unsubscribe(99, 1, 1);
            end.turnAndTick();
        }
        assertThat(end.session.isUp()).isTrue();
    }

    @Test
    void aThreadThatComesBackFromALongHandlerReadsBeforeItJudges() {
        end.host.subscribe("in", message -> {
            end.advance(10 * SessionEnd.DEAD_AFTER_NS);
            return Action.CONTINUE;
        });
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turnAndTick();
        peer.data(3, 0, 32);
        end.turnAndTick();
        // Ten dead-afters went by in the handler; what came meanwhile is still unread.
        end.advance(10 * SessionEnd.DEAD_AFTER_NS);
        peer.ping(1, 0);
        end.turnAndTick();
        assertThat(end.session.isUp()).isTrue();
        end.advance(SessionEnd.DEAD_AFTER_NS + 1);
        assertThat(failure(end::turnAndTick).code()).isEqualTo(ErrorCode.HEARTBEAT_TIMEOUT);
    }

    @Test
    void aNewLinkStartsTheClocksAnew() {
        end.dialAndGreet(Handshake.NEW);
        end.disconnect();
        end.advance(100 * SessionEnd.DEAD_AFTER_NS);
        end.dialAndGreet(Handshake.RESUMED);
        end.turnAndTick();
        assertThat(end.session.isUp()).isTrue();
    }

    @Test
    void aStalledWriteIsNotFatalWhileThePeerIsHeard() {
        publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 4096, 0);
        end.turn();
        end.link.out().writable = 0;
        publication.publish(32);
        for (int i = 0; i < 20; i++) {
            end.advance(SessionEnd.HEARTBEAT_NS);
            peer.ping(i, 0);
            end.turnAndTick();
        }
        assertThat(end.session.isUp()).isTrue();
    }

    /** The peer stops reading and answering at one moment: the link fills up a little later, and that is no stall. */
    @Test
    void aPeerThatIsGoneIsSilentAlsoWhenTheLinkIsFullByThen() {
        WirePeer peer = streaming();
        fillTheLink();
        peer.ping(1, 0);
        end.turnAndTick();
        end.advance(SessionEnd.DEAD_AFTER_NS + 1);
        MillraceException silence = failure(end::turnAndTick);
        assertThat(silence.code()).isEqualTo(ErrorCode.HEARTBEAT_TIMEOUT);
        assertThat(silence)
                .hasMessageContaining("nothing was received for 3000 ms (dead-after), and what was to be sent has found"
                        + " no room for 3000 ms");
    }

    @Test
    void aLinkThatTookNothingWhileThePeerWasStillHeardWasStalledFirst() {
        WirePeer peer = streaming();
        fillTheLink();
        end.turnAndTick();
        end.advance(SessionEnd.HEARTBEAT_NS);
        peer.ping(1, 0);
        end.turnAndTick();
        end.advance(SessionEnd.DEAD_AFTER_NS);
        end.turnAndTick();
        end.advance(1);
        MillraceException stall = failure(end::turnAndTick);
        assertThat(stall.code()).isEqualTo(ErrorCode.WRITE_STALLED);
        assertThat(stall)
                .hasMessageContaining("what was to be sent has found no room for 4000 ms, and nothing was received for"
                        + " 3000 ms (dead-after)");
    }

    private WirePeer streaming() {
        publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 4096, 0);
        end.turnAndTick();
        return peer;
    }

    private void fillTheLink() {
        end.link.out().writable = 16;
        publication.publish(32);
        end.turn();
        assertThat(end.session.transmitter().isCongested()).isTrue();
    }

    @Test
    void theWatchdogsPulseIsAPing() {
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.take();
        end.session.pulse(77);
        assertThat(peer.take()).singleElement().satisfies(ping -> {
            assertThat(ping.kind()).isEqualTo(FrameDescriptor.KIND_PING);
            assertThat(PingFrame.nonce(ping.buffer(), 0)).isEqualTo(77);
        });
    }
}
