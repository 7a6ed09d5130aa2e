// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Message;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.StatusFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that were received and must wait: RETRY, hold and look-ahead. */
class ParkedMessagesTest {

    private final SessionEnd end = new SessionEnd("me");
    private final List<Long> refusing = new ArrayList<>();

    private WirePeer subscribed() {
        end.host.subscribe("in", message -> refusing.contains(message.position()) ? Action.RETRY : Action.CONTINUE);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        return peer;
    }

    private static void send(WirePeer peer, long... positions) {
        for (long position : positions) {
            peer.data(3, position, 32);
        }
    }

    private static WireFrame lastStatus(WirePeer peer) {
        List<WireFrame> told = peer.take(FrameDescriptor.KIND_STATUS);
        return told.get(told.size() - 1);
    }

    private static void assertStatus(WirePeer peer, long processed, long received) {
        WireFrame status = lastStatus(peer);
        assertThat(StatusFrame.processed(status.buffer(), 0)).isEqualTo(processed);
        assertThat(StatusFrame.received(status.buffer(), 0)).isEqualTo(received);
    }

    private List<String> messages() {
        return end.host.log.stream().filter(line -> line.startsWith("in@")).toList();
    }

    @Test
    void nothingOvertakesAMessageThatIsRetried() {
        WirePeer peer = subscribed();
        refusing.add(64L);
        send(peer, 0, 64, 128);
        end.turn();
        send(peer, 192);
        end.turn();
        assertThat(messages()).containsExactly("in@0");
        refusing.clear();
        end.turn();
        assertThat(messages()).containsExactly("in@0", "in@64", "in@128", "in@192");
        assertThat(end.session.hasParked()).isFalse();
        assertStatus(peer, 256, 256);
    }

    @Test
    void padsBehindAParkedMessageWaitWithIt() {
        WirePeer peer = subscribed();
        refusing.add(0L);
        send(peer, 0);
        peer.pad(3, 64, 448);
        send(peer, 512);
        peer.ping(1, 3);
        end.turn();
        assertStatus(peer, 0, 576);
        refusing.clear();
        end.turn();
        assertThat(messages()).containsExactly("in@0", "in@512");
        assertStatus(peer, 576, 576);
    }

    @Test
    void aFullWindowCanBeParked() {
        WirePeer peer = subscribed();
        refusing.add(0L);
        for (int i = 0; i < 64; i++) {
            peer.data(3, i * 64L, 32);
        }
        end.turn();
        refusing.clear();
        refusing.add(1024L);
        end.turn();
        for (int i = 64; i < 80; i++) {
            peer.data(3, i * 64L, 32);
        }
        end.turn();
        refusing.clear();
        end.turn();
        assertThat(messages()).hasSize(80).endsWith("in@" + 79 * 64);
        assertStatus(peer, 80 * 64, 80 * 64);
    }

    @Test
    void aFullWindowOfPadsCanBeParked() {
        WirePeer peer = subscribed();
        refusing.add(0L);
        send(peer, 0);
        for (int position = 64; position < 4096; position += 32) {
            peer.pad(3, position, 32);
        }
        end.turn();
        refusing.clear();
        end.turn();
        assertStatus(peer, 4096, 4096);
    }

    @Test
    void otherStreamsGoOn() {
        end.host.subscribe("slow", message -> Action.RETRY);
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open(WirePeer.open("slow", 2, 77, 0, 0, false));
        peer.open("in", 3);
        peer.data(2, 0, 32);
        peer.data(3, 0, 32);
        peer.data(2, 64, 32);
        peer.data(3, 64, 32);
        end.turn();
        assertThat(messages()).containsExactly("in@0", "in@64");
    }

    @Test
    void parkedMessagesOutliveTheLink() {
        WirePeer peer = subscribed();
        refusing.add(64L);
        send(peer, 0, 64, 128);
        end.turn();
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.take();
        next.open("in", 9);
        end.turn();
        assertStatus(next, 64, 192);
        next.data(9, 192, 32);
        end.turn();
        refusing.clear();
        end.turn();
        assertThat(messages()).containsExactly("in@0", "in@64", "in@128", "in@192");
        assertStatus(next, 256, 256);
    }

    @Test
    void aGapBehindParkedMessagesComesAfterThem() {
        WirePeer peer = subscribed();
        refusing.add(64L);
        send(peer, 0, 64);
        peer.gap(3, WirePeer.EPOCH, 128, 1024);
        send(peer, 1024);
        end.turn();
        assertStatus(peer, 64, 1024);
        refusing.clear();
        end.turn();
        assertThat(messages()).containsExactly("in@0", "in@64", "in@1024");
        assertStatus(peer, 1088, 1088);
    }

    @Test
    void gapEventComesBeforeTheFirstLaterMessage() {
        WirePeer peer = subscribed();
        send(peer, 0);
        peer.gap(3, WirePeer.EPOCH, 64, 640);
        send(peer, 640);
        end.turn();
        assertThat(end.host.log).endsWith("in@0", "GAP in", "in@640");
    }

    // ---- held ----

    @Test
    void whatComesWhileHeldIsHandedUpLater() {
        WirePeer peer = subscribed();
        end.session.hold(true);
        send(peer, 0, 64);
        peer.pad(3, 128, 64);
        end.link.poll(end.session);
        end.session.hold(false);
        assertThat(messages()).isEmpty();
        end.turn();
        assertThat(messages()).containsExactly("in@0", "in@64");
        assertStatus(peer, 192, 192);
    }

    // ---- look-ahead ----

    private WirePeer looking(java.util.function.Predicate<Message> lookAt, Action answer) {
        boolean[] looked = {false};
        end.host.subscribe("in", message -> {
            long first = message.position();
            int value = message.getInt(0);
            if (lookAt.test(message)) {
                end.session.lookAhead();
                assertThat(message.position()).as("the message is still there").isEqualTo(first);
                assertThat(message.getInt(0)).isEqualTo(value);
                if (!looked[0]) {
                    looked[0] = true;
                    return answer;
                }
            }
            return Action.CONTINUE;
        });
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        return peer;
    }

    @Test
    void lookingAheadTakesControlFramesAndKeepsMessages() {
        TestPublication out = new TestPublication("out", 5, 64 * 1024, false);
        out.attach(end.session, 0, 0);
        for (int i = 0; i < 4; i++) {
            out.publish(32);
        }
        long[] seen = {-1};
        end.host.subscribe("in", message -> {
            if (message.position() == 0) {
                end.session.lookAhead();
                seen[0] = out.oldestHeld();
            }
            return Action.CONTINUE;
        });
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(5, out.epoch, 0, 16384, 0);
        peer.open("in", 3);
        end.turn();
        send(peer, 0, 64);
        peer.status(5, out.epoch, 128, 16384, 256);
        send(peer, 128);
        end.turn();
        assertThat(end.host.failures).isEmpty();
        assertThat(seen[0])
                .as("the acknowledgement behind the message was taken")
                .isEqualTo(128);
        assertThat(messages()).containsExactly("in@0", "in@64", "in@128");
        assertStatus(peer, 192, 192);
    }

    @Test
    void aMessageThatLookedAheadAndIsRetriedStaysFirst() {
        WirePeer peer = looking(message -> message.position() == 64, Action.RETRY);
        send(peer, 0, 64, 128, 192);
        end.turn();
        end.turn();
        assertThat(end.host.failures).isEmpty();
        assertThat(messages()).containsExactly("in@0", "in@64", "in@128", "in@192");
        assertStatus(peer, 256, 256);
    }

    @Test
    void aPadThatIsSeenAheadDoesNotAcknowledgeTheMessage() {
        WirePeer peer = looking(message -> message.position() == 0, Action.RETRY);
        send(peer, 0);
        peer.pad(3, 64, 1024);
        send(peer, 1088);
        end.link.poll(end.session);
        assertThat(peer.take(FrameDescriptor.KIND_STATUS))
                .allMatch(status -> StatusFrame.processed(status.buffer(), 0) == 0);
        end.turn();
        end.turn();
        assertThat(messages()).containsExactly("in@0", "in@1088");
        assertStatus(peer, 1152, 1152);
    }

    @Test
    void aFullWindowCanBeSeenAhead() {
        WirePeer peer = looking(message -> true, Action.CONTINUE);
        for (int i = 0; i < 64; i++) {
            peer.data(3, i * 64L, 32);
        }
        end.turn();
        assertThat(end.host.failures).isEmpty();
        assertThat(messages()).hasSize(64);
        assertStatus(peer, 4096, 4096);
    }

    @Test
    void aBrokenFrameThatIsSeenAheadEndsTheLinkNotTheMessage() {
        WirePeer peer = looking(message -> message.position() == 0, Action.CONTINUE);
        send(peer, 0);
        send(peer, 128);
        MillraceException broken = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(broken).isNotNull();
        assertThat(broken.code()).isEqualTo(ErrorCode.UNEXPECTED_POSITION);
        assertThat(end.host.failures).isEmpty();
        assertThat(messages()).containsExactly("in@0");
    }

    @Test
    void nothingOfALostLinkIsSeenAheadLater() {
        boolean[] look = {false};
        end.host.subscribe("in", message -> {
            if (look[0]) {
                end.session.lookAhead();
            }
            return look[0] ? Action.CONTINUE : Action.RETRY;
        });
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        send(peer, 0);
        peer.data(4, 0, 32);
        send(peer, 64);
        assertThat(catchThrowableOfType(MillraceException.class, end::turn)).isNotNull();
        end.disconnect();
        WirePeer next = end.dialAndGreet(Handshake.RESUMED);
        next.open("in", 3);
        end.link.poll(end.session);
        end.session.work(end.nowNs, true);
        look[0] = true;
        end.turn();
        assertThat(messages()).containsExactly("in@0");
        assertThat(end.session.hasParked()).isFalse();
    }

    @Test
    void aHandlerMayUnsubscribeItselfWhileItsMessageIsParked() {
        Subscriber[] self = new Subscriber[1];
        boolean[] again = {false};
        self[0] = end.host.subscribe("in", message -> {
            if (!again[0]) {
                again[0] = true;
                return Action.RETRY;
            }
            self[0].close();
            end.host.subscribers.remove("in");
            end.session.unsubscribed(self[0]);
            return Action.CONTINUE;
        });
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        send(peer, 0, 64);
        end.turn();
        end.turn();
        assertThat(messages()).containsExactly("in@0");
        assertThat(end.session.hasParked()).isFalse();
    }
}
