// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Message;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of several sessions that are put together at one time, in less memory than all of them would like. */
class AssemblyMemoryTest {

    private static final int LARGEST = 64 * 1024;
    private static final int FRAGMENT = 992;
    private static final int LENGTH = 5000;
    private static final SubscriptionOptions OWN_RING =
            SubscriptionOptions.builder().ownRing(64 << 10).build();

    private final AssemblyMemory memory = new AssemblyMemory(2 * LARGEST, LARGEST);
    private final List<Integer> taken = new ArrayList<>();

    /** A session of the endpoint, with the peer that publishes to it. */
    private final class Publisher {
        final SessionEnd end = new SessionEnd("me");
        final WirePeer peer;
        FragmentedMessage message;
        int sent;

        Publisher(SubscriptionOptions options) {
            end.host.assemblyMemory = memory;
            end.host.subscribe("in", options, this::take);
            peer = end.dialAndGreet(Handshake.NEW);
            open(0);
            message = new FragmentedMessage(peer, 1, 0, LENGTH).rest(FRAGMENT);
        }

        void open(long position) {
            peer.open(new Open(
                    FragmentedMessage.STREAM,
                    "in",
                    WirePeer.EPOCH,
                    position,
                    0,
                    1024,
                    16 * 1024,
                    LARGEST,
                    0,
                    0,
                    List.of()));
            peer.openEnd();
            turn();
        }

        private Action take(Message got) {
            for (int i = 0; i < got.length(); i++) {
                assertThat(got.getByte(i)).isEqualTo(FragmentedMessage.content((int) got.correlationId(), i));
            }
            assertThat(got.length()).isEqualTo(LENGTH);
            taken.add((int) got.correlationId());
            return Action.CONTINUE;
        }

        void sendTo(int fragments) {
            message.send(peer, sent, fragments);
            sent = fragments;
            turn();
        }

        void sendAll() {
            sendTo(message.frames.size());
        }

        void next(int number) {
            message = new FragmentedMessage(peer, number, message.end(), LENGTH).rest(FRAGMENT);
            sent = 0;
        }

        void turn() {
            end.turn();
            end.host.consumer.doWork(end.nowNs);
        }

        /** A little later. */
        void later() {
            turn();
            end.advance(20_000_000);
            turn();
        }
    }

    private Publisher publisher(boolean ownRing) {
        return new Publisher(ownRing ? OWN_RING : SubscriptionOptions.defaults());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoFindsNoRoomWaitsAndLosesNothing(boolean ownRing) {
        Publisher first = publisher(ownRing);
        Publisher second = publisher(ownRing);
        first.sendTo(2);
        second.sendAll();
        second.later();
        second.later();
        assertThat(taken).isEmpty();
        assertThat(memory.takeWaits())
                .as("told once, however often it was tried")
                .isEqualTo(1);

        first.sendAll();
        assertThat(taken).containsExactly(1);
        second.later();
        assertThat(taken).containsExactly(1, 1);
        assertThat(second.end.host.failures).isEmpty();
        assertThat(memory.takeWaits()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messagesThatHaveBegunEndThoughNoneOfThemFits(boolean ownRing) {
        List<Publisher> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Publisher publisher = publisher(ownRing);
            publisher.sendTo(1);
            all.add(publisher);
        }
        for (int number = 2; number < 5; number++) {
            all.forEach(Publisher::sendAll);
            for (int i = 0; i < all.size(); i++) {
                all.forEach(Publisher::later);
                assertThat(memory.used()).isLessThanOrEqualTo(2 * LARGEST);
            }
            assertThat(taken).hasSize(5 * (number - 1));
            int next = number;
            all.forEach(publisher -> publisher.next(next));
        }
    }

    @Test
    void aStreamThatEndsGivesBackWhatItHad() {
        Publisher first = publisher(false);
        Publisher second = publisher(false);
        first.sendTo(2);
        second.sendAll();
        first.end.session.end();
        assertThat(memory.used()).isZero();
        second.later();
        assertThat(taken).containsExactly(1);
    }

    @Test
    void aHandlerThatGoesInTheMiddleLetsOthersGoOn() {
        Publisher first = publisher(false);
        Publisher second = publisher(false);
        Publisher third = publisher(false);
        first.sendTo(2);
        Subscriber gone = first.end.host.subscribers.remove("in");
        gone.close();
        first.end.session.unsubscribed(gone);
        second.sendAll();
        third.sendAll();
        second.later();
        third.later();
        assertThat(taken).containsExactly(1, 1);
        assertThat(memory.used()).isLessThanOrEqualTo(2 * LARGEST);
    }

    @Test
    void aLinkThatIsLostWhileAMessageWaitsLosesNothing() {
        Publisher first = publisher(false);
        Publisher second = publisher(false);
        first.sendTo(2);
        second.sendTo(3);
        second.end.disconnect();
        first.sendAll();
        second.end.advance(20_000_000);
        WirePeer again = second.end.dialAndGreet(Handshake.RESUMED);
        again.open(new Open(
                FragmentedMessage.STREAM, "in", WirePeer.EPOCH, 0, 0, 1024, 16 * 1024, LARGEST, 0, 0, List.of()));
        again.openEnd();
        second.later();
        second.message.send(again, 3, second.message.frames.size());
        second.later();
        assertThat(taken).containsExactly(1, 1);
    }

    @Test
    void theReasonNamesTheOption() {
        assertThat(memory.full().code()).isEqualTo(ErrorCode.TOO_MUCH_ASSEMBLED);
        assertThat(memory.full()).hasMessageContaining("max-assembled").hasMessageContaining("131072");
    }
}
