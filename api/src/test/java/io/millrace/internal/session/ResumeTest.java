// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lost link must not lose, and must not give twice. */
class ResumeTest {

    private static final int CAPACITY = 8 * 1024;

    /** Two streams in one direction, one back; frames of many lengths, PADs, and the end of a ring. */
    private static final class Traffic {

        final SessionPair pair = new SessionPair();
        final TestPublication orders;
        final TestPublication prices;
        final TestPublication back;
        final List<String> wrong = new ArrayList<>();

        Traffic(boolean checksummed) {
            orders = new TestPublication("orders", 7, CAPACITY, checksummed);
            prices = new TestPublication("prices", 8, CAPACITY, !checksummed);
            back = new TestPublication("back", 9, CAPACITY, checksummed);
            orders.attach(pair.dialler.session, 0, 0);
            prices.attach(pair.dialler.session, 0, 0);
            back.attach(pair.listener.session, 0, 0);
            subscribe(pair.listener, orders);
            subscribe(pair.listener, prices);
            subscribe(pair.dialler, back);
        }

        private void subscribe(SessionEnd end, TestPublication publication) {
            end.host.subscribe(publication.name(), message -> {
                Integer number = publication.messages.get(message.position());
                for (int i = 0; number != null && i < message.length(); i++) {
                    int index = FrameDescriptor.HEADER_LENGTH + i;
                    if (message.getByte(i) != TestPublication.content(number, index)) {
                        number = null;
                    }
                }
                if (number == null) {
                    wrong.add(message.toString());
                }
                return io.millrace.ControlledMessageHandler.Action.CONTINUE;
            });
        }

        void publish(int round) {
            for (TestPublication publication : List.of(orders, prices, back)) {
                for (int i = 0; i < 3; i++) {
                    publication.publish((round * 97 + i * 41) % 211);
                }
                if (round % 2 == 0) {
                    publication.abort(32 + 32 * (round % 5));
                }
            }
        }

        static List<String> expected(TestPublication publication) {
            return publication.messages.keySet().stream()
                    .map(position -> publication.name() + "@" + position)
                    .toList();
        }

        static List<String> got(SessionEnd end, TestPublication publication) {
            return end.host.log.stream()
                    .filter(line -> line.startsWith(publication.name() + "@"))
                    .toList();
        }

        void assertEverythingOnce(String when) {
            assertThat(got(pair.listener, orders)).as(when).isEqualTo(expected(orders));
            assertThat(got(pair.listener, prices)).as(when).isEqualTo(expected(prices));
            assertThat(got(pair.dialler, back)).as(when).isEqualTo(expected(back));
            assertThat(wrong).as(when).isEmpty();
            for (TestPublication publication : List.of(orders, prices, back)) {
                assertThat(publication.oldestHeld()).as(when).isEqualTo(publication.publishedEnd());
            }
            assertThat(pair.dialler.session.counters().protocolErrors()).isZero();
            assertThat(pair.listener.session.counters().protocolErrors()).isZero();
            assertThat(pair.dialler.host.events(Kind.LOSS)).isEmpty();
            assertThat(pair.listener.host.events(Kind.GAP)).isEmpty();
        }
    }

    private static Traffic run(boolean checksummed, long cutDialler, long cutListener, int writeAtMost) {
        Traffic traffic = new Traffic(checksummed);
        traffic.pair.connect();
        traffic.pair.link.dialler().out().cutAt = cutDialler;
        traffic.pair.link.listener().out().cutAt = cutListener;
        traffic.pair.link.dialler().out().writeAtMost = writeAtMost;
        traffic.pair.link.listener().out().writeAtMost = writeAtMost;
        for (int round = 0; round < 2; round++) {
            traffic.publish(round);
            traffic.pair.settleThroughALoss();
        }
        return traffic;
    }

    @Test
    @Timeout(300)
    void nothingIsLostOrDoubledWhereverTheLinkIsCut() {
        Traffic whole = run(true, Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);
        whole.assertEverythingOnce("without a cut");
        long there = whole.pair.link.dialler().out().written();
        long back = whole.pair.link.listener().out().written();
        assertThat(there).isGreaterThan(2000);
        for (long at = 0; at < there; at++) {
            Traffic traffic = run(true, at, Long.MAX_VALUE, Integer.MAX_VALUE);
            traffic.assertEverythingOnce("dialler's bytes cut at " + at);
            assertThat(traffic.pair.links).isEqualTo(2);
        }
        for (long at = 0; at < back; at++) {
            run(true, Long.MAX_VALUE, at, Integer.MAX_VALUE).assertEverythingOnce("listener's bytes cut at " + at);
        }
    }

    @Test
    @Timeout(300)
    void nothingIsLostOrDoubledWhenWritesStopAnywhere() {
        for (int writeAtMost = 1; writeAtMost < 300; writeAtMost += writeAtMost < 40 ? 1 : 13) {
            run(false, Long.MAX_VALUE, Long.MAX_VALUE, writeAtMost)
                    .assertEverythingOnce("at most " + writeAtMost + " a write");
            run(true, 1501, Long.MAX_VALUE, writeAtMost).assertEverythingOnce("and cut");
        }
    }

    @Test
    void theRingGoesRoundManyTimesWhileLinksComeAndGo() {
        Traffic traffic = new Traffic(false);
        traffic.pair.connect();
        for (int round = 0; round < 200; round++) {
            traffic.pair.link.dialler().out().cutAt =
                    traffic.pair.link.dialler().out().written() + 500 + round * 37 % 600;
            traffic.publish(round);
            traffic.pair.settleThroughALoss();
        }
        assertThat(traffic.orders.publishedEnd()).isGreaterThan(4L * CAPACITY);
        assertThat(traffic.pair.links).isGreaterThan(50);
        traffic.assertEverythingOnce("after many links");
    }

    // ---- one end, byte by byte ----

    private final SessionEnd end = new SessionEnd("me");
    private final TestPublication publication = new TestPublication("orders", 7, CAPACITY, false);

    private WirePeer flowing() {
        publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, CAPACITY / 4, 0);
        end.turn();
        peer.take();
        return peer;
    }

    @Test
    void controlFramesNeverComeInsideAFrame() {
        for (int cut = 0; cut <= 3 * 160; cut++) {
            SessionEnd sender = new SessionEnd("me");
            TestPublication stream = new TestPublication("orders", 7, CAPACITY, false);
            stream.attach(sender.session, 0, 0);
            WirePeer peer = sender.dialAndGreet(Handshake.NEW);
            peer.status(7, stream.epoch, 0, CAPACITY / 4, 0);
            sender.turn();
            peer.take();
            for (int i = 0; i < 3; i++) {
                stream.publish(128);
            }
            sender.link.out().writable = cut;
            sender.turn();
            // Two PONGs queue up while a frame has begun.
            peer.ping(1, 0);
            peer.ping(2, 0);
            sender.turn();
            sender.link.out().writable = Integer.MAX_VALUE;
            sender.turn();
            sender.turn();
            List<WireFrame> frames = peer.take();
            assertThat(frames).as("cut at " + cut).hasSize(5);
            assertThat(frames.stream().filter(WireFrame::isStreamFrame).map(WireFrame::position))
                    .containsExactly(0L, 160L, 320L);
        }
    }

    @Test
    void aBegunFrameIsFinishedEvenIfTheSubscriberLeavesAndComesAgain() {
        WirePeer peer = flowing();
        publication.publish(128);
        publication.publish(128);
        end.link.out().writable = 100;
        end.turn();
        peer.unsubscribe(7, io.millrace.spi.frame.UnsubscribeFrame.LEFT, publication.epoch);
        peer.status(7, 0, 0, 0, 0);
        end.turn();
        end.link.out().writable = Integer.MAX_VALUE;
        end.turn();
        List<WireFrame> frames = peer.take();
        assertThat(frames)
                .extracting(WireFrame::kind)
                .containsExactly(FrameDescriptor.KIND_DATA, FrameDescriptor.KIND_OPEN);
        peer.status(7, publication.epoch, 0, CAPACITY / 4, 0);
        end.turn();
        assertThat(peer.take()).extracting(WireFrame::position).containsExactly(0L, 160L);
    }

    @Test
    void goesOnExactlyWhereThePeerStopped() {
        WirePeer peer = flowing();
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        end.turn();
        assertThat(peer.take()).hasSize(10);
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.take();
        next.status(7, publication.epoch, 128, 4096, 320);
        end.turn();
        assertThat(next.take()).extracting(WireFrame::position).containsExactly(320L, 384L, 448L, 512L, 576L);
        assertThat(publication.oldestHeld()).isEqualTo(128);
        assertThat(end.session.outbound()[0].counts().retransmittedFrames()).isEqualTo(5);
        assertThat(end.session.outbound()[0].counts().messages()).isEqualTo(10);
    }

    @Test
    void goesOnBehindAPad() {
        WirePeer peer = flowing();
        publication.publish(32);
        publication.abort(320);
        publication.publish(32);
        end.turn();
        assertThat(peer.take()).extracting(WireFrame::position).containsExactly(0L, 64L, 384L);
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.take();
        next.status(7, publication.epoch, 64, 4096, 384);
        end.turn();
        assertThat(next.take()).extracting(WireFrame::position).containsExactly(384L);
    }

    @Test
    void answersWithWhatWasReceivedNotWithTheJoinPosition() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.data(3, 64, 32);
        end.turn();
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.take();
        next.open(WirePeer.open("in", 3, WirePeer.EPOCH, 64, 1024, false));
        end.turn();
        assertThat(next.take(FrameDescriptor.KIND_STATUS)).singleElement().satisfies(status -> assertThat(
                        io.millrace.spi.frame.StatusFrame.received(status.buffer(), 0))
                .isEqualTo(128));
        next.data(3, 128, 32);
        end.turn();
        assertThat(end.host.log).endsWith("in@128");
    }

    @Test
    void aLowerPositionIsDroppedAndCounted() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.data(3, 64, 32);
        peer.data(3, 0, 32);
        peer.pad(3, 64, 64);
        peer.data(3, 128, 32);
        end.turn();
        assertThat(end.host.log).endsWith("in@0", "in@64", "in@128");
        assertThat(end.session.counters().duplicatesDropped()).isEqualTo(2);
    }

    @Test
    void aHigherPositionEndsTheLink() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.data(3, 128, 32);
        MillraceException hole = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(hole.code()).isEqualTo(ErrorCode.UNEXPECTED_POSITION);
        assertThat(hole.retryable()).isTrue();
        assertThat(end.host.log).endsWith("in@0");
        assertThat(end.session.counters().protocolErrors()).isZero();
    }

    @Test
    void aFailedWriteEndsTheLink() {
        WirePeer peer = flowing();
        publication.publish(32);
        end.link.out().failing = true;
        end.session.work(end.nowNs, true);
        assertThat(end.host.sendFailures).isEqualTo(1);
        assertThat(end.session.transmitter().isLinked()).isFalse();
        assertThat(catchThrowableOfType(MillraceException.class, end::turn).code())
                .isEqualTo(ErrorCode.LINK_RESET);
        assertThat(peer.take()).isEmpty();
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.status(7, publication.epoch, 0, 2048, 0);
        end.turn();
        assertThat(next.take()).filteredOn(WireFrame::isStreamFrame).hasSize(1);
    }

    @Test
    void whatWasReleasedMeanwhileIsAGapAtThePeerAndALossHere() {
        WirePeer peer = flowing();
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        end.turn();
        peer.take();
        end.disconnect();
        publication.release(320);
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.take();
        next.status(7, publication.epoch, 64, 4096, 128);
        end.turn();
        List<WireFrame> frames = next.take();
        assertThat(frames.get(0).kind()).isEqualTo(FrameDescriptor.KIND_GAP);
        assertThat(io.millrace.spi.frame.GapFrame.from(frames.get(0).buffer(), 0))
                .isEqualTo(128);
        assertThat(io.millrace.spi.frame.GapFrame.to(frames.get(0).buffer(), 0)).isEqualTo(320);
        assertThat(frames.get(1).position()).isEqualTo(320);
        assertThat(end.host.events(Kind.LOSS)).singleElement().satisfies(loss -> assertThat(
                        new long[] {loss.from(), loss.to()})
                .containsExactly(128, 320));
        next.status(7, publication.epoch, 640, 8192, 640);
        end.turn();
        assertThat(publication.oldestHeld()).isEqualTo(640);
    }

    @Test
    void aPeerWithAnOlderCursorThanThisSessionIsServedFromIt() {
        // The listener forgot the session after its timeout; the dialler, with its cursor, comes back.
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        publication.release(128);
        publication.attach(end.session, 128, 0);
        WirePeer peer = end.accept(5, Handshake.NEW);
        peer.take();
        peer.status(7, publication.epoch, 192, 4096, 256);
        end.turn();
        assertThat(peer.take()).first().extracting(WireFrame::position).isEqualTo(256L);
        assertThat(publication.oldestHeld()).isEqualTo(192);
    }

    @Test
    void aPeerWithACursorBehindTheHeadHoldsTheGateFromThere() {
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        publication.attach(end.session, 640, 0);
        WirePeer peer = end.accept(5, Handshake.NEW);
        peer.take();
        peer.status(7, publication.epoch, 128, 4096, 128);
        end.turn();
        assertThat(peer.take()).first().extracting(WireFrame::position).isEqualTo(128L);
        assertThat(publication.oldestHeld()).isEqualTo(128);
    }
}
