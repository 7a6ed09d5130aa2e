// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.SimulatedLink;
import io.millrace.internal.session.WireFrame;
import io.millrace.internal.session.WirePeer;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to one of several subscribers that alone keeps a publication's ring full. */
class SlowConsumerTest {

    private static final long SECOND = 1_000_000_000;
    private static final int RING = 64 * 1024;
    private static final int WINDOW = 16 * 1024;
    private static final int FRAME = 64;

    private final SimulatedNetwork network = new SimulatedNetwork();
    private long nowNs;
    private final SimulatedNode server = new SimulatedNode("server", network, () -> nowNs, 1);
    private Endpoint listener;
    private RingPublication orders;
    private long published;

    @AfterEach
    void kill() {
        server.kill();
    }

    /** A subscriber by hand, which keeps what it was sent. */
    private final class Consumer {
        final long session;
        final List<WireFrame> frames = new ArrayList<>();
        WirePeer peer;
        Open open;
        long attempt;

        Consumer(long session) {
            this.session = session;
            connect();
            status(0, 0);
        }

        void connect() {
            peer = network.dialByHand("hub");
            Handshake hello = new Handshake(
                    FrameDescriptor.KIND_HELLO,
                    1,
                    1,
                    0,
                    session,
                    session,
                    ++attempt,
                    1 << 18,
                    1000,
                    60_000,
                    0,
                    "consumer " + session,
                    List.of());
            peer.send((b, c) -> hello.encode(b, 0, c));
            server.turn(3);
            open = peer.take().stream()
                    .filter(frame -> frame.kind() == FrameDescriptor.KIND_OPEN)
                    .map(frame -> Open.decode(frame.buffer(), 0))
                    .filter(frame -> frame.name().equals("orders"))
                    .findFirst()
                    .orElseThrow();
        }

        void status(long processed, long received) {
            peer.status(open.streamId(), open.epoch(), processed, processed + WINDOW, received);
            server.turn(2);
        }

        /** Takes what came; returns what it amounts to. */
        long receive() {
            long received = -1;
            for (WireFrame frame : peer.take()) {
                frames.add(frame);
                if (frame.isStreamFrame()) {
                    received = frame.position() + FRAME;
                } else if (frame.kind() == FrameDescriptor.KIND_GAP) {
                    received = GapFrame.to(frame.buffer(), 0);
                }
            }
            return received;
        }

        void keepUp() {
            long received = receive();
            while (received >= 0) {
                status(received, received);
                received = receive();
            }
        }

        List<WireFrame> gaps() {
            return frames.stream()
                    .filter(frame -> frame.kind() == FrameDescriptor.KIND_GAP)
                    .toList();
        }

        OutboundStream stream() {
            for (InlineSender sender : orders.fanOut().senders()) {
                if (sender.session().id().high() == session) {
                    return sender.stream();
                }
            }
            throw new AssertionError("gone");
        }
    }

    private void listen(String policy) {
        listener = server.runtime.listen("sim:hub?ring=64k&window=16k&dead-after=1h&slow-consumer=" + policy);
        orders = (RingPublication) listener.publication("orders");
        server.turn(1);
    }

    /** Publishes two rings full, or until an offer is refused; true if one was accepted. */
    private boolean fill(Consumer... quick) {
        ByteBuffer message = ByteBuffer.allocate(FRAME - FrameDescriptor.HEADER_LENGTH);
        boolean any = false;
        for (int i = 0; i < 2 * RING / FRAME; i++) {
            message.order(ByteOrder.LITTLE_ENDIAN).putLong(0, published);
            if (orders.offer(message, 0, message.capacity()) != OfferStatus.ACCEPTED) {
                break;
            }
            any = true;
            published++;
            if (i % 50 == 0) {
                server.turn(1);
                for (Consumer consumer : quick) {
                    consumer.keepUp();
                }
            }
        }
        server.turn(1);
        for (Consumer consumer : quick) {
            consumer.keepUp();
        }
        return any;
    }

    /** Time passes while publishers try, and the quick ones keep up. */
    private void pressFor(long ns, Consumer... quick) {
        for (long passed = 0; passed < ns; passed += SECOND / 10) {
            nowNs += SECOND / 10;
            server.turn(2);
            fill(quick);
        }
    }

    private List<LifecycleEvent> losses() {
        return server.events(Kind.LOSS).toList();
    }

    @Test
    void whoAloneKeepsTheRingFullIsDetachedAfterFiveSecondsAndReturns() {
        listen("detach");
        Consumer slow = new Consumer(1);
        Consumer quick = new Consumer(2);
        fill(quick);
        long sent = slow.receive();
        assertThat(sent).isEqualTo(WINDOW);
        pressFor(4 * SECOND, quick);
        assertThat(server.events(Kind.SLOW_CONSUMER)).isEmpty();
        assertThat(orders.acknowledged()).isZero();
        pressFor(2 * SECOND, quick);
        assertThat(server.events(Kind.SLOW_CONSUMER)).hasSize(1);
        assertThat(orders.position()).isGreaterThan(10L * RING);
        assertThat(slow.stream().isDetached()).isTrue();

        // It acknowledges a part: nothing is sent yet, and the gate does not move back.
        slow.status(sent / 2, sent);
        assertThat(slow.receive()).isEqualTo(-1);
        long held = orders.acknowledged();
        slow.status(sent, sent);
        assertThat(server.events(Kind.CONSUMER_RETURNED)).hasSize(1);
        assertThat(slow.stream().isDetached()).isFalse();
        slow.receive();
        assertThat(slow.gaps()).hasSize(1);
        ByteBuffer gap = slow.gaps().get(0).buffer();
        assertThat(GapFrame.from(gap, 0)).isEqualTo(sent);
        assertThat(GapFrame.to(gap, 0)).isEqualTo(held);
        assertThat(GapFrame.reason(gap, 0)).isEqualTo(GapFrame.SKIPPED);
        assertThat(losses()).hasSize(1);
        assertThat(losses().get(0).fromPosition()).isEqualTo(sent);
        assertThat(losses().get(0).toPosition()).isEqualTo(held);
        assertThat(slow.stream().givenUp().skipped()).isEqualTo((held - sent) / FRAME);

        // A position below the GAP's end, on the way when it was written, changes nothing.
        slow.status(sent, sent);
        assertThat(orders.acknowledged()).isGreaterThanOrEqualTo(held);
        slow.status(held, held);
        fill(quick);
        long next = slow.receive();
        assertThat(slow.frames.stream().filter(WireFrame::isStreamFrame).map(WireFrame::position))
                .contains(held)
                .noneMatch(position -> position >= sent && position < held);
        slow.status(next, next);
        slow.keepUp();
        fill(quick, slow);
        assertThat(slow.stream().counts().messages() + slow.stream().givenUp().skipped())
                .isEqualTo(published);
        assertThat(quick.stream().counts().messages()).isEqualTo(published);
        assertThat(quick.gaps()).isEmpty();
        assertThat(listener.counters().messagesSkipped()).isEqualTo((held - sent) / FRAME);
        assertThat(listener.counters().messagesAbandoned()).isZero();
    }

    @Test
    void whoReturnsAndIsTooSlowAgainIsDetachedAtOnceAndRegainsItsBudgetAfterAMinute() throws Exception {
        listen("detach");
        Consumer slow = new Consumer(1);
        Consumer quick = new Consumer(2);
        fill(quick);
        pressFor(6 * SECOND, quick);
        assertThat(server.events(Kind.SLOW_CONSUMER)).hasSize(1);
        long sent = slow.receive();
        slow.status(sent, sent);
        long back = slow.receive();
        slow.status(orders.acknowledged(), back);
        // No time passes: the refused publisher asks for the look itself, on a thread that is not the engine's.
        fill(quick);
        Thread publisher = new Thread(() -> orders.offer(new byte[32], 0, 32));
        publisher.start();
        publisher.join();
        server.turn(1);
        assertThat(server.events(Kind.SLOW_CONSUMER)).hasSize(2);
        sent = Math.max(back, slow.receive());
        slow.status(sent, sent);
        slow.keepUp();
        for (int i = 0; i < 61; i++) {
            nowNs += SECOND;
            server.turn(2);
            quick.keepUp();
            slow.keepUp();
        }
        fill(quick);
        pressFor(4 * SECOND, quick);
        assertThat(server.events(Kind.SLOW_CONSUMER)).hasSize(2);
        pressFor(2 * SECOND, quick);
        assertThat(server.events(Kind.SLOW_CONSUMER)).hasSize(3);
    }

    @Test
    void nobodyIsDetachedIfAllAreSlowOrIfThereIsOnlyOne() {
        listen("detach");
        Consumer one = new Consumer(1);
        fill();
        pressFor(20 * SECOND);
        assertThat(server.events(Kind.SLOW_CONSUMER)).isEmpty();
        one.keepUp();
        new Consumer(2).status(orders.position(), orders.position());
        fill();
        pressFor(20 * SECOND);
        assertThat(server.events(Kind.SLOW_CONSUMER)).isEmpty();
    }

    @Test
    void whoStopsAtTheSamePlaceAsAnotherIsDetachedWithIt() {
        listen("detach");
        Consumer one = new Consumer(1);
        Consumer two = new Consumer(2);
        Consumer quick = new Consumer(3);
        fill(quick);
        pressFor(6 * SECOND, quick);
        assertThat(one.stream().isDetached()).isTrue();
        assertThat(two.stream().isDetached()).isTrue();
        assertThat(quick.stream().isDetached()).isFalse();
    }

    @Test
    void withBlockEverybodyWaits() {
        listen("block");
        new Consumer(1);
        Consumer quick = new Consumer(2);
        fill(quick);
        pressFor(30 * SECOND, quick);
        assertThat(server.events(Kind.SLOW_CONSUMER)).isEmpty();
        assertThat(orders.position()).isEqualTo(RING);
    }

    @Test
    void withSkipItMissesTheOldestAndStays() {
        listen("skip");
        Consumer slow = new Consumer(1);
        Consumer quick = new Consumer(2);
        fill(quick);
        long sent = slow.receive();
        pressFor(6 * SECOND, quick);
        assertThat(server.events(Kind.SLOW_CONSUMER)).isNotEmpty();
        assertThat(slow.stream().isDetached()).isFalse();
        assertThat(orders.acknowledged()).isGreaterThan(sent);
        slow.receive();
        long at = sent;
        for (WireFrame gap : slow.gaps()) {
            assertThat(GapFrame.from(gap.buffer(), 0)).isEqualTo(at);
            at = GapFrame.to(gap.buffer(), 0);
        }
        assertThat(at).isEqualTo(orders.acknowledged());
        slow.status(sent, sent);
        slow.status(at, at);
        slow.keepUp();
        fill(quick, slow);
        assertThat(slow.stream().counts().messages() + slow.stream().givenUp().skipped())
                .isEqualTo(published);
        assertThat(losses()).allMatch(loss -> loss.fromPosition() >= sent);
        assertThat(losses().stream()
                        .mapToLong(loss -> loss.toPosition() - loss.fromPosition())
                        .sum())
                .isEqualTo(slow.stream().givenUp().skipped() * FRAME);
    }

    @Test
    void theRestOfABegunFrameIsKeptWhenItsConsumerIsDetached() {
        theRestOfABegunFrameIsKept("detach");
    }

    @Test
    void theRestOfABegunFrameIsKeptWhenItsConsumerIsMadeToSkip() {
        theRestOfABegunFrameIsKept("skip");
    }

    private void theRestOfABegunFrameIsKept(String policy) {
        listen(policy);
        Consumer slow = new Consumer(1);
        SimulatedLink out = network.newest().listener();
        Consumer quick = new Consumer(2);
        out.out().choke(5 * FRAME + 40, Integer.MAX_VALUE);
        fill(quick);
        pressFor(7 * SECOND, quick);
        assertThat(orders.position()).isGreaterThan(2L * RING);
        out.out().free();
        server.turn(4);
        slow.receive();
        List<WireFrame> data =
                slow.frames.stream().filter(WireFrame::isStreamFrame).toList();
        for (int i = 0; i < 6; i++) {
            assertThat(data.get(i).position()).isEqualTo(i * (long) FRAME);
            assertThat(data.get(i).buffer().getLong(FrameDescriptor.HEADER_LENGTH))
                    .isEqualTo(i);
        }
        slow.status(6L * FRAME, 6L * FRAME);
        slow.receive();
        assertThat(GapFrame.from(slow.gaps().get(0).buffer(), 0)).isEqualTo(6L * FRAME);
    }

    @Test
    void aLinkThatIsLostWhileDetachedLosesWhatWasOnTheWayAndSaysSo() {
        aLinkThatIsLostMeanwhile("detach");
    }

    @Test
    void aLinkThatIsLostAfterASkipLosesWhatWasOnTheWayAndSaysSo() {
        aLinkThatIsLostMeanwhile("skip");
    }

    private void aLinkThatIsLostMeanwhile(String policy) {
        listen(policy);
        Consumer slow = new Consumer(1);
        Consumer quick = new Consumer(2);
        fill(quick);
        long sent = slow.receive();
        pressFor(6 * SECOND, quick);
        long half = sent / 2;
        slow.connect();
        // Half of what was sent had arrived.
        slow.status(half / 2, half);
        slow.status(half, half);
        slow.frames.clear();
        slow.receive();
        ByteBuffer gap = slow.gaps().get(0).buffer();
        long to = GapFrame.to(gap, 0);
        assertThat(GapFrame.from(gap, 0)).isEqualTo(half);
        assertThat(to).isGreaterThan(RING);
        assertThat(slow.stream().givenUp().abandoned()).isEqualTo((sent - half) / FRAME);
        slow.status(to, to);
        slow.keepUp();
        fill(quick, slow);
        assertThat(slow.stream().counts().messages() + slow.stream().givenUp().skipped())
                .isEqualTo(published);
        assertThat(losses().stream()
                        .mapToLong(loss -> loss.toPosition() - loss.fromPosition())
                        .sum())
                .isEqualTo((slow.stream().givenUp().skipped()
                                + slow.stream().givenUp().abandoned())
                        * FRAME);
        assertThat(listener.counters().messagesAbandoned()).isEqualTo((sent - half) / FRAME);
    }
}
