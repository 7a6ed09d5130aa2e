// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.FailurePolicy;
import io.millrace.Message;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A subscription with a ring of its own: both its threads are the test's, one after the other. */
class OwnRingTest {

    private static final SubscriptionOptions OWN_RING =
            SubscriptionOptions.builder().ownRing(32 << 10).build();

    private final SessionEnd end = new SessionEnd("me");
    private final List<String> taken = new ArrayList<>();
    private Action answer = Action.CONTINUE;
    private WirePeer peer;

    private Action take(Message message) {
        if (answer == Action.CONTINUE) {
            boolean right = true;
            for (int i = 0; i < message.length(); i++) {
                right &= message.getByte(i) == FragmentedMessage.content((int) message.correlationId(), i);
            }
            taken.add(message.correlationId() + "@" + message.position() + (right ? "" : " spoilt"));
        }
        return answer;
    }

    private static Open open(int window) {
        return new Open(3, "in", WirePeer.EPOCH, 0, 0, 1024, window, 1 << 16, 0, 0, List.of());
    }

    private void subscribed(SubscriptionOptions options, int window) {
        end.host.subscribe("in", options, this::take);
        peer = end.dialAndGreet(Handshake.NEW);
        peer.open(open(window));
        peer.openEnd();
        end.turn();
        peer.take();
    }

    private FragmentedMessage message(int number, long position, int length) {
        return new FragmentedMessage(peer, number, position, length);
    }

    private long send(int from, int to, long position, int length) {
        long next = position;
        for (int i = from; i < to; i++) {
            FragmentedMessage message = message(i, next, length).rest(992);
            message.send(peer);
            next = message.end();
        }
        return next;
    }

    private int consume() {
        return end.host.consumer.doWork(end.nowNs);
    }

    private List<Long> lastStatus() {
        List<WireFrame> told = peer.take(FrameDescriptor.KIND_STATUS);
        assertThat(told).isNotEmpty();
        WireFrame last = told.get(told.size() - 1);
        return List.of(
                StatusFrame.processed(last.buffer(), 0),
                StatusFrame.received(last.buffer(), 0),
                StatusFrame.limit(last.buffer(), 0));
    }

    @Test
    void whatWasCopiedIsNotAcknowledgedBeforeItIsProcessed() {
        subscribed(OWN_RING, 4096);
        long next = send(0, 3, 0, 992);
        peer.ping(1, 3);
        end.turn();
        assertThat(lastStatus()).containsExactly(0L, next, 4096L);
        assertThat(taken).isEmpty();
        assertThat(consume()).isEqualTo(3);
        assertThat(taken).containsExactly("0@0", "1@1024", "2@2048");
        assertThat(end.session.hasLaneNews()).isTrue();
        end.turn();
        assertThat(end.session.hasLaneNews()).isFalse();
        assertThat(lastStatus()).containsExactly(next, next, next + 4096);
        assertThat(end.host.agentWakeups).isPositive();
    }

    @Test
    void theWindowIsWhatTheRingHolds() {
        subscribed(OWN_RING, 1 << 20);
        peer.ping(1, 3);
        end.turn();
        assertThat(lastStatus()).containsExactly(0L, 0L, 32L << 10);
        send(0, 33, 0, 992);
        MillraceException broken = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(broken).isNotNull();
        assertThat(broken).hasMessageContaining("granted was " + (32 << 10));
    }

    @Test
    void aRingThatIsTooSmallForTheStreamRefusesIt() {
        end.host.subscribe("in", OWN_RING, this::take);
        peer = end.dialAndGreet(Handshake.NEW);
        peer.take();
        peer.open(new Open(3, "in", WirePeer.EPOCH, 0, 0, 8224, 1 << 20, 8192, 0, 0, List.of()));
        end.turn();
        assertThat(peer.take())
                .singleElement()
                .extracting(WireFrame::status)
                .isEqualTo(UnsubscribeFrame.FRAME_TOO_LARGE);
    }

    @Test
    void framesLieWhereTheirPositionsSayRoundAndRound() {
        subscribed(OWN_RING, 4096);
        long next = 0;
        for (int lap = 0; lap < 20; lap++) {
            // 3 x 928 does not divide the ring: frames reach over its end at every second lap.
            next = send(3 * lap, 3 * lap + 3, next, 890);
            end.turn();
            consume();
            end.turn();
        }
        assertThat(taken).hasSize(60).noneMatch(line -> line.contains("spoilt"));
        assertThat(lastStatus()).containsExactly(next, next, next + 4096);
    }

    @Test
    void aFrameLongerThanAnnouncedIsAnError() {
        subscribed(OWN_RING, 4096);
        message(0, 0, 1100).rest(1100).send(peer);
        MillraceException broken = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(broken).isNotNull();
        assertThat(broken.code()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
        assertThat(broken).hasMessageContaining("1024 (frameSize)");
    }

    @Test
    void fragmentsAreCopiedOutOfTheRingBeforeTheMessageIsComplete() {
        subscribed(OWN_RING, 4096);
        FragmentedMessage message = message(0, 0, 12 * 992).rest(992);
        for (int i = 0; i < 12; i += 4) {
            message.send(peer, i, i + 4);
            end.turn();
            consume();
            end.turn();
        }
        assertThat(taken).containsExactly("0@0");
        assertThat(lastStatus()).containsExactly(message.end(), message.end(), message.end() + 4096);
    }

    @Test
    void padsAndGapsKeepTheirPlace() {
        subscribed(OWN_RING, 4096);
        long next = send(0, 2, 0, 100);
        peer.pad(3, next, 512);
        next = send(2, 3, next + 512, 100);
        FragmentedMessage cut = message(3, next, 5000).fragment(992);
        cut.send(peer);
        peer.gap(3, WirePeer.EPOCH, cut.end(), 1L << 33);
        end.turn();
        consume();
        next = send(4, 5, 1L << 33, 1000);
        end.turn();
        consume();
        end.turn();
        assertThat(taken).containsExactly("0@0", "1@160", "2@832", "4@" + (1L << 33));
        assertThat(end.session.counters().messagesDiscarded()).isEqualTo(1);
        assertThat(lastStatus()).containsExactly(next, next, next + 4096);
    }

    @Test
    void aGapWithAFullRing() {
        subscribed(OWN_RING, 4096);
        long next = send(0, 4, 0, 992);
        peer.gap(3, WirePeer.EPOCH, next, next + 64);
        end.turn();
        consume();
        end.turn();
        assertThat(taken).containsExactly("0@0", "1@1024", "2@2048", "3@3072");
        assertThat(lastStatus()).containsExactly(next + 64, next + 64, next + 64 + 4096);
    }

    @Test
    void aMessageThatIsRetriedStaysFirst() {
        subscribed(OWN_RING, 4096);
        answer = Action.RETRY;
        long next = send(0, 2, 0, 992);
        end.turn();
        assertThat(consume()).isZero();
        assertThat(end.host.consumer.isIdle()).isFalse();
        answer = Action.CONTINUE;
        assertThat(consume()).isEqualTo(2);
        assertThat(taken).containsExactly("0@0", "1@1024");
        end.turn();
        assertThat(lastStatus()).containsExactly(next, next, next + 4096);
    }

    @Test
    void aResumeGoesOnWithWhatWaitsInTheRing() {
        subscribed(OWN_RING, 4096);
        send(0, 2, 0, 992);
        end.turn();
        end.disconnect();
        peer = end.dialAndGreet(Handshake.RESUMED);
        peer.take();
        peer.open(open(4096));
        end.turn();
        assertThat(lastStatus()).containsExactly(0L, 2048L, 4096L);
        long next = send(2, 3, 2048, 992);
        end.turn();
        consume();
        end.turn();
        assertThat(taken).containsExactly("0@0", "1@1024", "2@2048");
        assertThat(lastStatus()).containsExactly(next, next, next + 4096);
    }

    @Test
    void aHandlerThatGoesOnIsWokenForWhatIsSentAgain() {
        subscribed(OWN_RING, 4096);
        send(0, 2, 0, 992);
        end.turn();
        Subscriber first = end.host.subscribers.get("in");
        first.close();
        end.session.unsubscribed(first);
        end.host.subscribe("in", OWN_RING, this::take);
        end.session.subscribed(end.host.subscribers.get("in"));
        peer.open(open(4096));
        end.turn();
        LockSupport.parkNanos(1); // takes a permit that may be left
        end.host.consumer.fallAsleep();
        send(0, 2, 0, 992);
        end.turn();
        long beforeNs = System.nanoTime();
        LockSupport.parkNanos(5_000_000_000L);
        assertThat(System.nanoTime() - beforeNs).as("woken").isLessThan(4_000_000_000L);
        end.host.consumer.awake();
        consume();
        assertThat(taken).containsExactly("0@0", "1@1024");
    }

    @Test
    void whoTakesOverTakesTheRingOver() {
        subscribed(OWN_RING, 4096);
        send(0, 2, 0, 992);
        end.turn();
        SessionEnd successor = new SessionEnd("me");
        successor.host.subscribers.putAll(end.host.subscribers);
        successor.session.inherit(end.session);
        end.session.end();
        peer = successor.dialAndGreet(Handshake.NEW);
        peer.take();
        peer.open(new Open(3, "in", WirePeer.EPOCH, 0, 2048, 1024, 4096, 1 << 16, 0, 0, List.of()));
        successor.turn();
        send(2, 3, 2048, 992);
        successor.turn();
        consume();
        assertThat(taken).containsExactly("0@0", "1@1024", "2@2048");
    }

    @Test
    void anEndedSessionHandsNothingUpAnyMore() {
        subscribed(OWN_RING, 4096);
        send(0, 2, 0, 992);
        end.turn();
        end.session.end();
        assertThat(consume()).isZero();
        assertThat(taken).isEmpty();
    }

    @Test
    void aNewEpochDropsWhatWaitsInTheRing() {
        subscribed(OWN_RING, 4096);
        send(0, 2, 0, 992);
        end.turn();
        consume();
        send(2, 3, 2048, 992);
        end.turn();
        end.disconnect();
        peer = end.dialAndGreet(Handshake.RESUMED);
        peer.open(new Open(3, "in", WirePeer.EPOCH + 1, 0, 0, 1024, 4096, 1 << 16, 0, 0, List.of()));
        end.turn();
        send(7, 8, 0, 992);
        end.turn();
        consume();
        assertThat(taken).containsExactly("0@0", "1@1024", "7@0");
        assertThat(end.host.events(Kind.GAP))
                .singleElement()
                .extracting(RecordingHost.Event::from)
                .isEqualTo(2048L);
    }

    @Test
    void theNextHandlerGetsWhatWasNotProcessed() {
        subscribed(OWN_RING, 4096);
        send(0, 3, 0, 992);
        answer = Action.RETRY;
        end.turn();
        consume();
        Subscriber first = end.host.subscribers.get("in");
        first.close();
        end.session.unsubscribed(first);
        assertThat(consume()).isZero();
        answer = Action.CONTINUE;
        end.session.subscribed(end.host.subscribe("in", this::take));
        peer.take();
        peer.open(open(4096));
        end.turn();
        assertThat(lastStatus()).containsExactly(0L, 0L, 4096L);
        send(0, 3, 0, 992);
        end.turn();
        assertThat(taken).as("by the I/O agent").containsExactly("0@0", "1@1024", "2@2048");
    }

    @Test
    void theEndOfTheStreamIsToldWhenItWasProcessed() {
        subscribed(OWN_RING, 4096);
        long next = send(0, 2, 0, 992);
        peer.close(3, WirePeer.EPOCH, next);
        end.turn();
        assertThat(peer.take(FrameDescriptor.KIND_UNSUBSCRIBE)).isEmpty();
        consume();
        end.turn();
        assertThat(peer.take(FrameDescriptor.KIND_UNSUBSCRIBE))
                .singleElement()
                .extracting(WireFrame::status)
                .isEqualTo(UnsubscribeFrame.ENDED);
    }

    @Test
    void failurePoliciesHoldThereToo() {
        boolean[] fail = {true};
        SubscriptionOptions options = SubscriptionOptions.builder()
                .ownRing(32 << 10)
                .onFailure(FailurePolicy.stop().afterRetries(1, Duration.ofMillis(5)))
                .build();
        end.host.subscribe("in", options, message -> {
            if (fail[0]) {
                throw new IllegalStateException("no");
            }
            return take(message);
        });
        peer = end.dialAndGreet(Handshake.NEW);
        peer.open(open(4096));
        end.turn();
        send(0, 2, 0, 992);
        end.turn();
        consume();
        consume();
        assertThat(end.host.outcomes).hasSize(1);
        end.advance(5_000_000);
        consume();
        assertThat(end.host.outcomes).hasSize(2).last().asString().contains("stopped");
        assertThat(end.host.consumer.doWork(end.nowNs)).isZero();
        assertThat(end.session.hasLaneNews()).isFalse();
    }
}
