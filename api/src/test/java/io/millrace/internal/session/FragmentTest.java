// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Message;
import io.millrace.MessageKind;
import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages of several frames: put together, acknowledged, discarded, refused. */
class FragmentTest {

    private static final int LARGEST = 64 * 1024;

    private final SessionEnd end = new SessionEnd("me");
    private final List<String> taken = new ArrayList<>();
    private Action answer = Action.CONTINUE;

    private WirePeer peer;

    private Action take(Message message) {
        boolean right = true;
        for (int i = 0; i < message.length(); i++) {
            right &= message.getByte(i) == FragmentedMessage.content((int) message.correlationId(), i);
        }
        if (answer == Action.CONTINUE) {
            taken.add(message.correlationId() + " " + message.kind() + "@" + message.position() + "+" + message.length()
                    + (message.typeId() == FragmentedMessage.TYPE ? "" : " of type " + message.typeId())
                    + (right ? "" : " spoilt"));
        }
        return answer;
    }

    static Open open(boolean checksummed) {
        return new Open(3, "in", WirePeer.EPOCH, 0, 0, 1024, 4096, LARGEST, checksummed ? 1 : 0, 0, List.of());
    }

    private WirePeer subscribed(boolean checksummed) {
        end.host.subscribe("in", this::take);
        peer = end.dialAndGreet(Handshake.NEW);
        peer.open(open(checksummed));
        peer.openEnd();
        end.turn();
        peer.take();
        return peer;
    }

    private FragmentedMessage message(int number, long position, int length) {
        return new FragmentedMessage(peer, number, position, length);
    }

    private void assertStatus(long processed, long received, long limit) {
        List<WireFrame> told = peer.take(FrameDescriptor.KIND_STATUS);
        assertThat(told).isNotEmpty();
        WireFrame last = told.get(told.size() - 1);
        assertThat(new long[] {
                    StatusFrame.processed(last.buffer(), 0),
                    StatusFrame.received(last.buffer(), 0),
                    StatusFrame.limit(last.buffer(), 0)
                })
                .as("processed, received, limit")
                .containsExactly(processed, received, limit);
    }

    @Test
    void fragmentsBecomeOneMessage() {
        subscribed(false);
        FragmentedMessage message =
                message(1, 0, 2000).fragment(992).fragment(992).fragment(16);
        message.send(peer);
        FragmentedMessage plain = message(2, message.end(), 100).rest(992);
        plain.send(peer);
        end.turn();
        assertThat(taken).containsExactly("1 DATA@0+2000", "2 DATA@" + message.end() + "+100");
        assertStatus(plain.end(), plain.end(), plain.end() + 4096);
    }

    @Test
    void fragmentsOfAStreamWithChecksums() {
        subscribed(true);
        FragmentedMessage message = message(1, 0, 3000).summed().rest(992);
        message.send(peer);
        end.turn();
        assertThat(taken).containsExactly("1 DATA@0+3000");
    }

    @Test
    void padsAndEmptyFragmentsMayLieBetween() {
        subscribed(false);
        FragmentedMessage message =
                message(1, 0, 40).fragment(0).fragment(32).pad(96).fragment(0).fragment(8);
        message.send(peer);
        end.turn();
        assertThat(taken).containsExactly("1 DATA@0+40");
        assertStatus(message.end(), message.end(), message.end() + 4096);
    }

    @Test
    void everyKindIsPutTogether() {
        subscribed(false);
        FragmentedMessage request =
                message(1, 0, 1500).kind(FrameDescriptor.KIND_REQUEST).rest(992);
        FragmentedMessage response = message(2, request.end(), 1500)
                .kind(FrameDescriptor.KIND_RESPONSE)
                .rest(992);
        FragmentedMessage signal =
                message(3, response.end(), 10).kind(FrameDescriptor.KIND_SIGNAL).rest(992);
        List.of(request, response, signal).forEach(message -> message.send(peer));
        end.turn();
        assertThat(taken)
                .extracting(line -> line.replaceAll("@.*", ""))
                .containsExactly("1 REQUEST", "2 RESPONSE", "3 SIGNAL");
        assertThat(MessageKind.values()).hasSize(4);
    }

    @Test
    void creditGoesOnWhileTheMessageIsNotProcessed() {
        subscribed(false);
        // Three windows long: without credit for what was copied out it would never arrive.
        FragmentedMessage message = message(1, 0, 12 * 992).rest(992);
        message.send(peer, 0, 4);
        end.turn();
        assertStatus(0, 4096, 8192);
        message.send(peer, 4, 8);
        end.turn();
        assertStatus(0, 8192, 12288);
        message.send(peer, 8, 12);
        end.turn();
        assertThat(taken).containsExactly("1 DATA@0+" + 12 * 992);
        assertStatus(message.end(), message.end(), message.end() + 4096);
    }

    @Test
    void aHalfWindowOfFragmentsIsToldAtOnce() {
        subscribed(false);
        message(1, 0, 12 * 992).rest(992).send(peer, 0, 2);
        end.link.poll(end.session);
        assertStatus(0, 2048, 2048 + 4096);
    }

    @Test
    void aFragmentOverTheCreditIsAnError() {
        subscribed(false);
        answer = Action.RETRY;
        FragmentedMessage first = message(1, 0, 992).rest(992);
        first.send(peer);
        FragmentedMessage message = message(2, 1024, 12 * 992).rest(992);
        message.send(peer, 0, 4);
        assertThat(failure()).contains("reached 5120, granted was 4096");
    }

    private String failure() {
        MillraceException broken = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(broken).isNotNull();
        assertThat(broken.errorClass()).isEqualTo(ErrorClass.PROTOCOL);
        assertThat(broken.code()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
        assertThat(end.session.counters().protocolErrors()).isEqualTo(1);
        assertThat(taken).isEmpty();
        return broken.getMessage();
    }

    // ---- sequences that no correct publisher sends ----

    @Test
    void aMessageMustBeginWithABegin() {
        subscribed(false);
        FragmentedMessage message = message(1, 0, 100).fragment(0).fragment(100);
        byte[] second = message.frames.get(1).bytes();
        second[FrameDescriptor.POSITION_OFFSET] = 0;
        peer.raw(second);
        assertThat(failure()).contains("a fragment at 0", "no BEGIN");
    }

    @Test
    void aMessageMustEndBeforeTheNextBegins() {
        subscribed(false);
        message(1, 0, 2000).fragment(992).send(peer);
        message(2, 1024, 2000).fragment(992).send(peer);
        assertThat(failure()).contains("a BEGIN at 1024", "began at 0");
    }

    @Test
    void aMessageMustEndBeforeAPlainOne() {
        subscribed(false);
        message(1, 0, 2000).fragment(992).send(peer);
        message(2, 1024, 20).fragment(20).send(peer);
        assertThat(failure()).contains("a BEGIN at 1024", "began at 0");
    }

    @Test
    void aMessageMustBeOfOneKind() {
        subscribed(false);
        message(1, 0, 2000)
                .fragment(992)
                .kind(FrameDescriptor.KIND_SIGNAL)
                .fragment(992)
                .send(peer);
        assertThat(failure()).contains("kind SIGNAL at 1024", "kind DATA");
    }

    @Test
    void aMessageMustNotBeLargerThanAnnounced() {
        end.host.subscribe("in", this::take);
        peer = end.dialAndGreet(Handshake.NEW);
        peer.open(new Open(3, "in", WirePeer.EPOCH, 0, 0, 1024, 4096, 1500, 0, 0, List.of()));
        message(1, 0, 1501).rest(992).send(peer);
        assertThat(failure()).contains("1501", "1500 (largestMessage)");
    }

    // ---- handlers ----

    @Test
    void aMessageThatIsRetriedStaysPutTogetherAndFirst() {
        subscribed(false);
        answer = Action.RETRY;
        FragmentedMessage message = message(1, 0, 6 * 992).rest(992);
        message.send(peer, 0, 4);
        end.turn();
        message.send(peer, 4, 6);
        end.turn();
        FragmentedMessage second = message(2, message.end(), 1500).rest(992);
        FragmentedMessage third = message(3, second.end(), 10).rest(992);
        second.send(peer);
        third.send(peer);
        peer.ping(1, 3);
        end.turn();
        assertStatus(0, third.end(), message.end() + 4096);
        assertThat(end.session.hasParked()).isTrue();
        answer = Action.CONTINUE;
        end.turn();
        assertThat(taken)
                .containsExactly(
                        "1 DATA@0+" + 6 * 992, "2 DATA@" + message.end() + "+1500", "3 DATA@" + second.end() + "+10");
        assertStatus(third.end(), third.end(), third.end() + 4096);
        assertThat(end.session.hasParked()).isFalse();
    }

    @Test
    void fragmentsBehindARetriedMessageWaitWithIt() {
        subscribed(false);
        answer = Action.RETRY;
        FragmentedMessage first = message(1, 0, 10).rest(992);
        FragmentedMessage second = message(2, first.end(), 2 * 992 + 1).rest(992);
        first.send(peer);
        second.send(peer, 0, 2);
        end.turn();
        answer = Action.CONTINUE;
        end.turn();
        second.send(peer, 2, 3);
        end.turn();
        assertThat(taken).containsExactly("1 DATA@0+10", "2 DATA@64+1985");
    }

    @Test
    void aHandlerThatLooksAheadKeepsItsMessage() {
        end.host.subscribe("in", message -> {
            end.session.lookAhead();
            return take(message);
        });
        peer = end.dialAndGreet(Handshake.NEW);
        peer.open(open(false));
        FragmentedMessage first = message(1, 0, 1900).rest(992);
        FragmentedMessage second = message(2, first.end(), 1900).rest(992);
        first.send(peer);
        second.send(peer);
        end.turn();
        end.turn();
        assertThat(taken).containsExactly("1 DATA@0+1900", "2 DATA@" + first.end() + "+1900");
    }

    @Test
    void aParkedMessageThatIsBeingHandledStaysWhereItIsWhenMoreIsParked() {
        boolean[] refuse = {true};
        end.host.subscribe("in", message -> {
            if (refuse[0]) {
                return Action.RETRY;
            }
            if (message.position() == 1024) {
                // There is no room behind the others: they are moved.
                message(4, 4096, 992).rest(992).send(peer);
                end.session.hold(true);
                end.link.poll(end.session);
                end.session.hold(false);
            }
            return take(message);
        });
        peer = end.dialAndGreet(Handshake.NEW);
        peer.open(open(false));
        for (int i = 0; i < 4; i++) {
            message(i, i * 1024L, 992).rest(992).send(peer);
        }
        end.turn();
        refuse[0] = false;
        end.turn();
        assertThat(taken)
                .containsExactly(
                        "0 DATA@0+992", "1 DATA@1024+992", "2 DATA@2048+992", "3 DATA@3072+992", "4 DATA@4096+992");
    }

    @Test
    void theNextHandlerGetsTheMessageFromItsBeginning() {
        subscribed(false);
        Subscriber first = end.host.subscribers.get("in");
        FragmentedMessage message = message(1, 0, 3000).rest(992);
        message.send(peer, 0, 2);
        end.turn();
        first.close();
        end.session.unsubscribed(first);
        end.host.subscribe("in", this::take);
        end.session.subscribed(end.host.subscribers.get("in"));
        peer.open(open(false));
        end.turn();
        assertStatus(0, 0, 4096);
        message.send(peer);
        end.turn();
        assertThat(taken).containsExactly("1 DATA@0+3000");
    }

    // ---- gaps, links, sessions ----

    @Test
    void aGapDiscardsAMessageThatHasBegun() {
        subscribed(false);
        FragmentedMessage first = message(1, 0, 10).rest(992);
        FragmentedMessage cut = message(2, first.end(), 5000).fragment(992);
        first.send(peer);
        cut.send(peer);
        peer.gap(3, WirePeer.EPOCH, cut.end(), 32_000);
        FragmentedMessage next = message(3, 32_000, 2000).rest(992);
        next.send(peer);
        end.turn();
        assertThat(taken).containsExactly("1 DATA@0+10", "3 DATA@32000+2000");
        assertThat(end.session.counters().messagesDiscarded()).isEqualTo(1);
        assertThat(end.host.events(Kind.GAP)).singleElement().satisfies(gap -> assertThat(
                        new long[] {gap.from(), gap.to()})
                .as("the whole message is lost")
                .containsExactly(first.end(), 32_000));
        assertStatus(next.end(), next.end(), next.end() + 4096);
    }

    @Test
    void aGapBehindParkedFragmentsDiscardsThem() {
        subscribed(false);
        answer = Action.RETRY;
        FragmentedMessage first = message(1, 0, 10).rest(992);
        FragmentedMessage cut = message(2, first.end(), 5000).fragment(992);
        first.send(peer);
        cut.send(peer);
        peer.gap(3, WirePeer.EPOCH, cut.end(), 1L << 40);
        FragmentedMessage next = message(3, 1L << 40, 1000).rest(992);
        end.turn();
        answer = Action.CONTINUE;
        end.turn();
        next.send(peer);
        end.turn();
        assertThat(taken).containsExactly("1 DATA@0+10", "3 DATA@" + (1L << 40) + "+1000");
        assertThat(end.session.counters().messagesDiscarded()).isEqualTo(1);
    }

    @Test
    void aResumeGoesOnInTheMiddleOfAMessage() {
        subscribed(false);
        FragmentedMessage message = message(1, 0, 6 * 992).rest(992);
        message.send(peer, 0, 3);
        end.turn();
        end.disconnect();
        peer = end.dialAndGreet(Handshake.RESUMED);
        peer.take();
        peer.open(open(false));
        peer.openEnd();
        end.turn();
        assertStatus(0, 3 * 1024, 3 * 1024 + 4096);
        message.send(peer, 3, 6);
        end.turn();
        assertThat(taken).containsExactly("1 DATA@0+" + 6 * 992);
    }

    @Test
    void whoTakesOverGoesOnInTheMiddleOfAMessage() {
        subscribed(false);
        FragmentedMessage message = message(1, 0, 3000).rest(992);
        message.send(peer, 0, 2);
        end.turn();
        SessionEnd successor = new SessionEnd("me");
        successor.host.subscribers.putAll(end.host.subscribers);
        successor.session.inherit(end.session);
        peer = successor.dialAndGreet(Handshake.NEW);
        peer.take();
        peer.open(new Open(3, "in", WirePeer.EPOCH, 0, 2048, 1024, 4096, LARGEST, 0, 0, List.of()));
        successor.turn();
        assertStatus(0, 2048, 2048 + 4096);
        message.send(peer, 2, 4);
        successor.turn();
        assertThat(taken).containsExactly("1 DATA@0+3000");
    }
}
