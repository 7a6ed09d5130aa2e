// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.CloseFrame;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams come, go, end, change their epoch and their handler. */
class StreamLifecycleTest {

    private final SessionEnd end = new SessionEnd("me");
    private final TestPublication publication = new TestPublication("orders", 7, 16 * 1024, false);

    private static List<Integer> kinds(List<WireFrame> frames) {
        return frames.stream().map(WireFrame::kind).toList();
    }

    private List<String> messages() {
        return end.host.log.stream().filter(line -> line.startsWith("in@")).toList();
    }

    private static void assertLastStatus(WirePeer peer, long processed, long received) {
        List<WireFrame> told = peer.take(FrameDescriptor.KIND_STATUS);
        assertThat(told).isNotEmpty();
        WireFrame last = told.get(told.size() - 1);
        assertThat(StatusFrame.epoch(last.buffer(), 0)).isNotZero();
        assertThat(StatusFrame.processed(last.buffer(), 0)).isEqualTo(processed);
        assertThat(StatusFrame.received(last.buffer(), 0)).isEqualTo(received);
    }

    // ---- nobody there yet ----

    @Test
    void openWithoutAHandlerIsAnsweredNoneYet() {
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.take();
        peer.open("in", 3);
        end.turn();
        assertThat(peer.take()).singleElement().satisfies(frame -> {
            assertThat(frame.kind()).isEqualTo(FrameDescriptor.KIND_UNSUBSCRIBE);
            assertThat(frame.status()).isEqualTo(UnsubscribeFrame.NONE_YET);
        });
    }

    @Test
    void aLaterHandlerAsksForAFreshOpenAndStartsWhereThatSays() {
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        end.session.subscribed(end.host.subscribe("in"));
        end.advance(10 * SessionEnd.ACKNOWLEDGE_AFTER_NS);
        end.turn();
        assertThat(peer.take()).as("only the question").singleElement().satisfies(frame -> {
            assertThat(frame.kind()).isEqualTo(FrameDescriptor.KIND_STATUS);
            assertThat(StatusFrame.epoch(frame.buffer(), 0)).isZero();
        });
        // The publisher released what nobody wanted; that is no gap for who comes later.
        peer.open(WirePeer.open("in", 3, WirePeer.EPOCH, 640, 0, false));
        end.turn();
        assertLastStatus(peer, 640, 640);
        peer.data(3, 640, 32);
        end.turn();
        assertThat(messages()).containsExactly("in@640");
        assertThat(end.host.events(Kind.GAP)).isEmpty();
    }

    @Test
    void publisherOpensAnewForALateSubscriber() {
        publication.attach(end.session, 0, 0);
        publication.publish(32);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.unsubscribe(7, UnsubscribeFrame.NONE_YET, publication.epoch);
        end.turn();
        peer.take();
        assertThat(end.session.outbound()[0].isRefused()).isTrue();
        peer.status(7, 0, 0, 0, 0);
        end.turn();
        assertThat(kinds(peer.take())).containsExactly(FrameDescriptor.KIND_OPEN);
        peer.status(7, publication.epoch, 0, 4096, 0);
        end.turn();
        assertThat(kinds(peer.take())).containsExactly(FrameDescriptor.KIND_DATA);
        assertThat(end.session.outbound()[0].isRefused()).isFalse();
    }

    @Test
    void aLateSubscriberJoinsAtTheOldestHeldWithoutAGap() {
        publication.attach(end.session, 0, 0);
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.unsubscribe(7, UnsubscribeFrame.NONE_YET, publication.epoch);
        end.turn();
        publication.release(320);
        peer.status(7, 0, 0, 0, 0);
        peer.take();
        end.turn();
        Open open = Open.decode(peer.take().get(0).buffer(), 0);
        assertThat(open.joinPosition()).isEqualTo(320);
        assertThat(open.redeliveredBelow()).isLessThanOrEqualTo(320);
        peer.status(7, publication.epoch, 320, 4096, 320);
        end.turn();
        assertThat(peer.take()).first().extracting(WireFrame::position).isEqualTo(320L);
        assertThat(end.host.events(Kind.LOSS)).isEmpty();
    }

    // ---- handlers leave ----

    private WirePeer subscribedWithParked(List<Subscriber> handlers) {
        handlers.add(end.host.subscribe("in", m -> m.position() >= 64 ? Action.RETRY : Action.CONTINUE));
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        for (int i = 0; i < 4; i++) {
            peer.data(3, i * 64L, 32);
        }
        end.link.poll(end.session);
        peer.take();
        return peer;
    }

    private void leave(Subscriber handler) {
        handler.close();
        end.host.subscribers.remove("in");
        end.session.unsubscribed(handler);
    }

    @Test
    void aHandlerThatLeavesTellsWhatItHasProcessed() {
        List<Subscriber> handlers = new ArrayList<>();
        WirePeer peer = subscribedWithParked(handlers);
        leave(handlers.get(0));
        List<WireFrame> told = peer.take();
        assertThat(kinds(told)).containsExactly(FrameDescriptor.KIND_STATUS, FrameDescriptor.KIND_UNSUBSCRIBE);
        assertThat(StatusFrame.processed(told.get(0).buffer(), 0)).isEqualTo(64);
        assertThat(told.get(1).status()).isEqualTo(UnsubscribeFrame.LEFT);
    }

    @Test
    void theNextHandlerGetsWhatTheLastHadNotProcessed() {
        List<Subscriber> handlers = new ArrayList<>();
        WirePeer peer = subscribedWithParked(handlers);
        leave(handlers.get(0));
        end.session.subscribed(end.host.subscribe("in"));
        // These two were under way when the publisher heard of it: they are for nobody.
        peer.data(3, 256, 32);
        peer.pingWritten(3, 384);
        peer.data(3, 320, 32);
        end.turn();
        assertThat(messages()).containsExactly("in@0");
        assertThat(end.session.counters().dropped()).isEqualTo(2);
        peer.take();
        peer.open(WirePeer.open("in", 3, WirePeer.EPOCH, 64, 384, false));
        end.turn();
        assertLastStatus(peer, 64, 64);
        for (int i = 1; i < 6; i++) {
            peer.data(3, i * 64L, 32);
        }
        end.turn();
        assertThat(messages())
                .as("nothing lost, nothing twice, nothing marked")
                .containsExactly("in@0", "in@64", "in@128", "in@192", "in@256", "in@320");
    }

    @Test
    void aHandlerMayChangeWhileThereIsNoLink() {
        List<Subscriber> handlers = new ArrayList<>();
        subscribedWithParked(handlers);
        end.disconnect();
        leave(handlers.get(0));
        end.host.subscribe("in");
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.take();
        next.open("in", 3);
        end.turn();
        assertLastStatus(next, 64, 64);
        next.data(3, 64, 32);
        end.turn();
        assertThat(messages()).containsExactly("in@0", "in@64");
    }

    @Test
    void aHandlerThatLeavesWithinItsMessageHasProcessedIt() {
        List<Subscriber> handlers = new ArrayList<>();
        handlers.add(end.host.subscribe("in", message -> {
            leave(handlers.get(0));
            return Action.CONTINUE;
        }));
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.data(3, 64, 32);
        end.turn();
        end.session.subscribed(end.host.subscribe("in"));
        end.turn();
        peer.open(WirePeer.open("in", 3, WirePeer.EPOCH, 0, 128, false));
        end.turn();
        assertLastStatus(peer, 64, 64);
    }

    @Test
    void publisherKeepsWhatTheOneWhoLeftHadNotProcessed() {
        publication.attach(end.session, 0, 0);
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 320, 0);
        end.turn();
        peer.status(7, publication.epoch, 128, 448, 192);
        peer.unsubscribe(7, UnsubscribeFrame.LEFT, publication.epoch);
        end.turn();
        peer.take();
        assertThat(publication.oldestHeld()).isEqualTo(128);
        end.turn();
        assertThat(peer.take()).as("nothing for nobody").isEmpty();
        peer.status(7, 0, 0, 0, 0);
        end.turn();
        Open open = Open.decode(peer.take().get(0).buffer(), 0);
        assertThat(open.joinPosition()).isEqualTo(128);
        peer.status(7, publication.epoch, 128, 4096, 128);
        end.turn();
        List<WireFrame> frames = peer.take();
        assertThat(frames).hasSize(8).first().extracting(WireFrame::position).isEqualTo(128L);
    }

    @Test
    void oneWhoComesBackAfterOthersWentOnGetsAGapAndGoesOn() {
        publication.attach(end.session, 0, 0);
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 128, 0);
        end.turn();
        peer.unsubscribe(7, UnsubscribeFrame.LEFT, publication.epoch);
        end.turn();
        publication.release(320);
        peer.status(7, 0, 0, 0, 0);
        end.turn();
        peer.take();
        peer.status(7, publication.epoch, 128, 4096, 128);
        end.turn();
        assertThat(kinds(peer.take()).subList(0, 2))
                .containsExactly(FrameDescriptor.KIND_GAP, FrameDescriptor.KIND_DATA);
        peer.status(7, publication.epoch, 320, 4096, 320);
        end.turn();
        assertThat(end.session.counters().protocolErrors()).isZero();
    }

    @Test
    void whatWasToldToBeLostStaysLostForWhoComesBack() {
        OutboundStream stream = publication.attach(end.session, 0, 0);
        publication.attach(new SessionEnd("who has the ring keep everything").session, 0, 0);
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 256, 0);
        end.turn();
        end.session.skip(stream, 448);
        peer.status(7, publication.epoch, 64, 320, 448);
        peer.unsubscribe(7, UnsubscribeFrame.LEFT, publication.epoch);
        peer.status(7, 0, 0, 0, 0);
        end.turn();
        peer.take();
        assertThat(publication.oldestHeld()).isZero();
        peer.status(7, publication.epoch, 64, 4096, 64);
        end.turn();
        List<WireFrame> frames = peer.take();
        assertThat(kinds(frames).subList(0, 2)).containsExactly(FrameDescriptor.KIND_GAP, FrameDescriptor.KIND_DATA);
        assertThat(GapFrame.from(frames.get(0).buffer(), 0)).isEqualTo(64);
        assertThat(GapFrame.to(frames.get(0).buffer(), 0)).isEqualTo(448);
        assertThat(frames.get(1).position()).isEqualTo(448);
        assertThat(end.host.events(Kind.LOSS))
                .as("each message once")
                .extracting(loss -> loss.from() + ".." + loss.to())
                .containsExactly("256..448", "64..256");
    }

    // ---- epochs ----

    @Test
    void aNewEpochIsAGapOfUnknownEnd() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        end.turn();
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.take();
        next.open(WirePeer.open("in", 3, WirePeer.EPOCH + 1, 0, 0, false));
        next.openEnd();
        end.turn();
        assertLastStatus(next, 0, 0);
        next.data(3, 0, 32);
        end.turn();
        assertThat(end.host.events(Kind.GAP))
                .singleElement()
                .satisfies(gap -> assertThat(new long[] {gap.from(), gap.to()}).containsExactly(64, -1));
        assertThat(end.host.log.indexOf("GAP in")).isLessThan(end.host.log.lastIndexOf("in@0"));
        assertThat(messages()).containsExactly("in@0", "in@0");
    }

    @Test
    void aGapOfUnknownEndIsToldOnceWhateverFollowsIt() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.gap(3, WirePeer.EPOCH, 64, GapFrame.UNKNOWN_END);
        end.turn();
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.open("in", 3);
        // Said anew, as it still holds; and then the next ring.
        next.gap(3, WirePeer.EPOCH, 64, GapFrame.UNKNOWN_END);
        next.open(WirePeer.open("in", 3, WirePeer.EPOCH + 1, 0, 0, false));
        next.data(3, 0, 32);
        end.turn();
        assertThat(end.host.events(Kind.GAP))
                .singleElement()
                .satisfies(gap -> assertThat(new long[] {gap.from(), gap.to()}).containsExactly(64, -1));
        assertThat(end.host.log.indexOf("GAP in")).isLessThan(end.host.log.lastIndexOf("in@0"));
        assertThat(messages()).containsExactly("in@0", "in@0");
        assertThat(end.session.counters().unknownLosses()).isEqualTo(1);
    }

    @Test
    void whatWasParkedWhenTheEpochChangedIsPartOfTheGap() {
        List<Subscriber> handlers = new ArrayList<>();
        subscribedWithParked(handlers);
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.open(WirePeer.open("in", 3, WirePeer.EPOCH + 1, 0, 0, false));
        end.turn();
        assertThat(end.host.events(Kind.GAP))
                .singleElement()
                .extracting(RecordingHost.Event::from)
                .isEqualTo(64L);
    }

    @Test
    void controlFramesOfAnotherEpochChangeNothing() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        peer.close(3, WirePeer.EPOCH + 1, 0);
        peer.gap(3, WirePeer.EPOCH + 1, 0, 640);
        end.turn();
        assertThat(peer.take()).isEmpty();
        assertThat(end.host.events(Kind.GAP)).isEmpty();
        peer.data(3, 0, 32);
        end.turn();
        assertThat(messages()).containsExactly("in@0");
    }

    // ---- the end of a stream ----

    @Test
    void closeComesBehindTheLastFrameAndOnlyThen() {
        publication.attach(end.session, 0, 0);
        publication.publish(32);
        publication.publish(32);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        publication.closing = true;
        peer.status(7, publication.epoch, 0, 64, 0);
        end.turn();
        assertThat(kinds(peer.take())).doesNotContain(FrameDescriptor.KIND_CLOSE);
        peer.status(7, publication.epoch, 64, 4096, 64);
        end.turn();
        end.turn();
        List<WireFrame> frames = peer.take();
        assertThat(kinds(frames)).containsExactly(FrameDescriptor.KIND_DATA, FrameDescriptor.KIND_CLOSE);
        assertThat(CloseFrame.finalPosition(frames.get(1).buffer(), 0)).isEqualTo(128);
        peer.unsubscribe(7, UnsubscribeFrame.ENDED, publication.epoch);
        end.turn();
        assertThat(end.session.outbound()[0].isEnded()).isTrue();
        assertThat(publication.oldestHeld()).isEqualTo(128);
    }

    @Test
    void aFrameThatIsHalfOnItsLinkIsFinishedAlthoughItsPublicationIsOver() {
        TestPublication small = new TestPublication("orders", 7, 4096, true);
        OutboundStream stream = small.attach(end.session, 0, 0);
        small.publish(200);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.take();
        peer.status(7, small.epoch, 0, 1024, 0);
        end.link.out().choke(100, 100);
        end.turn();
        peer.unsubscribe(7, UnsubscribeFrame.LEFT, small.epoch);
        end.turn();
        end.session.unpublish(stream);
        // Nobody keeps the ring: it is written over.
        small.release(small.publishedEnd());
        while (small.publishedEnd() < 3 * 4096) {
            small.publish(100);
            small.release(small.publishedEnd());
        }
        new TestPublication("next", 7, 4096, true).attach(end.session, 0, 0);
        end.link.out().free();
        end.turn();
        List<WireFrame> frames = peer.take();
        assertThat(kinds(frames)).containsExactly(FrameDescriptor.KIND_DATA, FrameDescriptor.KIND_OPEN);
        assertThat(frames.get(0).position()).isZero();
        assertThat(new FrameChecksum().verify(frames.get(0).buffer(), 0))
                .as("what was published, and nothing of what came later")
                .isTrue();
    }

    @Test
    void closeThatStillHoldsIsSentAgainAfterAResume() {
        publication.attach(end.session, 0, 0);
        publication.publish(32);
        publication.closing = true;
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 4096, 0);
        end.turn();
        end.turn();
        assertThat(kinds(peer.take())).endsWith(FrameDescriptor.KIND_CLOSE);
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.take();
        next.status(7, publication.epoch, 64, 4096, 64);
        end.turn();
        end.turn();
        assertThat(kinds(next.take())).containsExactly(FrameDescriptor.KIND_CLOSE);
    }

    @Test
    void endedIsSaidWhenTheLastMessageWasProcessedAndAgainWhenAskedAgain() {
        boolean[] retry = {true};
        end.host.subscribe("in", message -> retry[0] ? Action.RETRY : Action.CONTINUE);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.close(3, WirePeer.EPOCH, 64);
        end.turn();
        assertThat(peer.take(FrameDescriptor.KIND_UNSUBSCRIBE)).isEmpty();
        retry[0] = false;
        end.turn();
        assertThat(peer.take(FrameDescriptor.KIND_UNSUBSCRIBE))
                .singleElement()
                .extracting(WireFrame::status)
                .isEqualTo(UnsubscribeFrame.ENDED);
        end.turn();
        assertThat(peer.take()).isEmpty();
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.take();
        next.open("in", 3);
        next.close(3, WirePeer.EPOCH, 64);
        end.turn();
        assertThat(next.take(FrameDescriptor.KIND_UNSUBSCRIBE))
                .as("the first answer was lost")
                .hasSize(1);
        assertThat(end.host.events(Kind.STREAM_CLOSED)).as("told once").hasSize(1);
    }

    @Test
    void aStreamThatEndedMayComeAgainInANewEpochWithoutAGap() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.close(3, WirePeer.EPOCH, 64);
        end.turn();
        peer.open(WirePeer.open("in", 4, WirePeer.EPOCH + 1, 0, 0, false));
        peer.data(4, 0, 32);
        end.turn();
        assertThat(end.host.events(Kind.GAP)).isEmpty();
        assertThat(messages()).containsExactly("in@0", "in@0");
    }

    @Test
    void aStreamThatASuccessorDoesNotOpenHasLostItsRing() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        end.turn();
        SessionEnd successor = new SessionEnd("me");
        successor.host.subscribers.putAll(end.host.subscribers);
        successor.session.inherit(end.session);
        end.session.end();
        peer = successor.dialAndGreet(Handshake.NEW);
        peer.openEnd();
        successor.turn();
        assertThat(successor.host.events(Kind.GAP)).singleElement().satisfies(gap -> {
            assertThat(gap.stream()).isEqualTo("in");
            assertThat(gap.from()).isEqualTo(64);
        });
        assertThat(successor.host.events(Kind.STREAM_CLOSED)).hasSize(1);
        peer.open(WirePeer.open("in", 3, WirePeer.EPOCH + 1, 0, 0, false));
        successor.turn();
        assertThat(successor.host.events(Kind.GAP)).as("told once").hasSize(1);
    }

    @Test
    void aStreamThatEndedBeforeASuccessorCameHasLostNothing() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.close(3, WirePeer.EPOCH, 64);
        end.turn();
        SessionEnd successor = new SessionEnd("me");
        successor.session.inherit(end.session);
        end.session.end();
        peer = successor.dialAndGreet(Handshake.NEW);
        peer.openEnd();
        successor.turn();
        assertThat(successor.host.events(Kind.GAP)).isEmpty();
    }

    /** A publisher was killed, and its next life has been dialled before it has asked for all of its publications. */
    @Test
    void aStreamThatARestartedListenerDoesNotOpenHasLostItsRing() {
        end.host.subscribe("in");
        end.host.subscribe("other");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.open("other", 4);
        peer.data(3, 0, 32);
        peer.data(4, 0, 32);
        end.turn();
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.NEW);
        next.open(WirePeer.open("other", 1, WirePeer.EPOCH + 1, 0, 0, false));
        next.openEnd();
        end.turn();
        assertThat(end.host.events(Kind.SESSION_RESTARTED)).hasSize(1);
        assertThat(end.host.events(Kind.GAP))
                .extracting(RecordingHost.Event::stream)
                .as("each once")
                .containsExactlyInAnyOrder("in", "other");
        assertThat(end.host.events(Kind.STREAM_CLOSED)).singleElement().satisfies(closed -> assertThat(closed.stream())
                .isEqualTo("in"));
        next.open(WirePeer.open("in", 2, WirePeer.EPOCH + 1, 0, 0, false));
        end.turn();
        assertThat(end.host.events(Kind.GAP)).as("told once").hasSize(2);
    }

    @Test
    void aStreamThatIsNotOpenedAgainIsClosedWithAnEvent() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        end.turn();
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.openEnd();
        end.turn();
        assertThat(end.host.events(Kind.STREAM_CLOSED)).singleElement().satisfies(closed -> {
            assertThat(closed.stream()).isEqualTo("in");
            assertThat(closed.from()).isEqualTo(64);
        });
        next.data(3, 64, 32);
        assertThat(catchThrowableOfType(MillraceException.class, end::turn).code())
                .isEqualTo(ErrorCode.UNEXPECTED_FRAME);
    }

    // ---- redelivery ----

    @Test
    void redeliveredMessagesAreMarkedExactlyAndAnnouncedFirst() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.TAKEN_OVER);
        end.host.log.clear();
        peer.open(WirePeer.open("in", 3, WirePeer.EPOCH, 128, 256, false));
        for (int i = 2; i < 6; i++) {
            peer.data(3, i * 64L, 32);
        }
        end.turn();
        assertThat(end.host.log)
                .containsExactly(
                        "SESSION_RESTARTED", "STREAM_OPENED in", "in@128 again", "in@192 again", "in@256", "in@320");
    }

    @Test
    void redeliveryIsAnnouncedToALateSubscriberToo() {
        WirePeer peer = end.dialAndGreet(Handshake.TAKEN_OVER);
        peer.open(WirePeer.open("in", 3, WirePeer.EPOCH, 128, 256, false));
        end.turn();
        end.host.log.clear();
        end.session.subscribed(end.host.subscribe("in"));
        peer.open(WirePeer.open("in", 3, WirePeer.EPOCH, 128, 256, false));
        peer.data(3, 128, 32);
        end.turn();
        assertThat(end.host.log).containsExactly("SESSION_RESTARTED", "STREAM_OPENED in", "in@128 again");
    }

    @Test
    void aPeerThatForgotTheSessionGetsWhatWasNotAcknowledgedAsRedelivered() {
        publication.attach(end.session, 0, 0);
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 320, 0);
        end.turn();
        peer.status(7, publication.epoch, 128, 320, 192);
        end.turn();
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.NEW);
        assertThat(end.host.events(Kind.SESSION_RESTARTED)).hasSize(1);
        Open open = Open.decode(next.take(FrameDescriptor.KIND_OPEN).get(0).buffer(), 0);
        assertThat(open.joinPosition()).isEqualTo(128);
        assertThat(open.redeliveredBelow()).isEqualTo(320);
        next.status(7, publication.epoch, 128, 4096, 128);
        end.turn();
        assertThat(next.take())
                .hasSize(8)
                .first()
                .extracting(WireFrame::position)
                .isEqualTo(128L);
    }

    @Test
    void aBrokenGapIsRefused() {
        assertThat(gapFrom(0).code()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
    }

    @Test
    void aGapBehindFramesThatTheLinkLostIsFilledByAResume() {
        MillraceException hole = gapFrom(128);
        assertThat(hole.code()).isEqualTo(ErrorCode.UNEXPECTED_POSITION);
        assertThat(hole.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        assertThat(end.session.counters().protocolErrors()).isZero();
    }

    /** What becomes of a gap from there on, when the next position is 64. */
    private MillraceException gapFrom(long from) {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.gap(3, WirePeer.EPOCH, from, 256);
        MillraceException refusal = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(end.host.events(Kind.GAP)).isEmpty();
        return refusal;
    }

    @Test
    void aGapThatComesWhenTheHandlerHasLeftIsDroppedLikeItsMessages() {
        Subscriber handler = end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        end.turn();
        leave(handler);
        peer.take();
        peer.gap(3, WirePeer.EPOCH, 64, 256);
        peer.data(3, 256, 32);
        peer.gap(3, WirePeer.EPOCH, 320, 640);
        end.turn();
        end.advance(10 * SessionEnd.ACKNOWLEDGE_AFTER_NS);
        end.turn();
        assertThat(peer.take(FrameDescriptor.KIND_STATUS))
                .as("a STATUS would have the publisher go on")
                .isEmpty();
        assertThat(end.host.events(Kind.GAP)).isEmpty();
        assertThat(end.session.counters().dropped()).isEqualTo(3);
        end.session.subscribed(end.host.subscribe("in"));
        peer.open("in", 3);
        end.turn();
        assertLastStatus(peer, 64, 64);
        peer.gap(3, WirePeer.EPOCH, 64, 640);
        end.turn();
        assertThat(end.host.events(Kind.GAP)).hasSize(1);
        assertLastStatus(peer, 640, 640);
    }
}
