// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Claim;
import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.internal.session.WireFrame;
import io.millrace.internal.session.WirePeer;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that put no fragments together, alone and beside newer ones. */
class OlderPeerTest {

    private static final int WINDOW = 8 * 1024;
    private static final int FRAME = 2 * 1024;
    private static final int LARGE = 5_000;

    private final SimulatedNetwork network = new SimulatedNetwork();
    private long nowNs;
    private final SimulatedNode server = new SimulatedNode("server", network, () -> nowNs, 1);
    private final Endpoint listener = server.runtime.listen("sim:hub?ring=32k&dead-after=1h");
    private final RingPublication orders = (RingPublication) listener.publication("orders");

    @AfterEach
    void kill() {
        server.kill();
    }

    /** A subscriber by hand, of the version that it says. */
    private final class Subscriber {
        final List<WireFrame> frames = new ArrayList<>();
        private final long session;
        private final int capabilities;
        private WirePeer peer;
        private long attempt;
        Open open;
        long received;

        Subscriber(long session, int capabilities) {
            this.session = session;
            this.capabilities = capabilities;
            connect();
        }

        void connect() {
            peer = network.dialByHand("hub");
            Handshake hello = new Handshake(
                    FrameDescriptor.KIND_HELLO,
                    1,
                    1,
                    capabilities,
                    session,
                    session,
                    ++attempt,
                    1 << 18,
                    1000,
                    60_000,
                    0,
                    "subscriber " + session,
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

        void subscribe() {
            peer.status(open.streamId(), open.epoch(), received, received + WINDOW, received);
            server.turn(3);
        }

        /** Takes what came, in order and without a hole, and acknowledges it until nothing comes. */
        void keepUp() {
            List<WireFrame> came = take();
            while (!came.isEmpty()) {
                subscribe();
                came = take();
            }
        }

        List<WireFrame> take() {
            List<WireFrame> came = peer.take().stream()
                    .filter(frame -> frame.isStreamFrame() || frame.kind() == FrameDescriptor.KIND_GAP)
                    .toList();
            for (WireFrame frame : came) {
                assertThat(frame.position()).isEqualTo(received);
                received = frame.isStreamFrame() ? frame.end() : GapFrame.to(frame.buffer(), 0);
            }
            frames.addAll(came);
            return came;
        }

        List<WireFrame> gaps() {
            return frames.stream()
                    .filter(frame -> frame.kind() == FrameDescriptor.KIND_GAP)
                    .toList();
        }

        long fragments() {
            int whole = FrameDescriptor.FLAGS_UNFRAGMENTED;
            return frames.stream()
                    .filter(frame -> frame.kind() == FrameDescriptor.KIND_DATA)
                    .filter(frame -> (frame.buffer().get(FrameDescriptor.FLAGS_OFFSET) & whole) != whole)
                    .count();
        }
    }

    private Subscriber older(long session) {
        return new Subscriber(session, 0);
    }

    private Subscriber newer(long session) {
        return new Subscriber(session, Handshake.FRAGMENTS);
    }

    private OfferStatus offer(int length) {
        OfferStatus status = orders.offer(new byte[length], 0, length);
        server.turn(2);
        return status;
    }

    private void pass() {
        nowNs += Duration.ofSeconds(1).toNanos();
        server.turn(3);
    }

    @Test
    void anOlderPeerIsToldOfMessagesThatFitIntoAFrame() {
        assertThat(older(1).open.largestMessage()).isEqualTo(FRAME - FrameDescriptor.HEADER_LENGTH);
        assertThat(newer(2).open.largestMessage()).isGreaterThan(LARGE);
    }

    @Test
    void aLargeMessageIsRefusedWhileAllSubscribersAreOlder() {
        Subscriber old = older(1);
        old.subscribe();
        assertThat(orders.maxMessageLength()).isEqualTo(FRAME - FrameDescriptor.HEADER_LENGTH);
        assertThat(offer(LARGE)).isEqualTo(OfferStatus.MESSAGE_TOO_LARGE);
        try (Claim claim = orders.claim(LARGE)) {
            assertThat(claim.status()).isEqualTo(OfferStatus.MESSAGE_TOO_LARGE);
        }
        assertThatExceptionOfType(PublicationException.class)
                .isThrownBy(() -> orders.publish(new byte[LARGE]))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE))
                .withMessageContaining("stream orders")
                .withMessageContaining(LARGE + " bytes is over the " + (FRAME - FrameDescriptor.HEADER_LENGTH))
                .withMessageContaining("no present subscriber puts fragments together");
        assertThat(offer(orders.maxMessageLength())).isEqualTo(OfferStatus.ACCEPTED);
        old.keepUp();
        assertThat(old.gaps()).isEmpty();
        assertThat(orders.acknowledged()).isEqualTo(orders.position());

        newer(2).subscribe();
        assertThat(offer(LARGE)).as("somebody can take it").isEqualTo(OfferStatus.ACCEPTED);
    }

    @Test
    void besideANewerOneTheOlderIsToldOfAGapAndThePublisherOfTheLoss() {
        Subscriber old = older(1);
        Subscriber young = newer(2);
        old.subscribe();
        young.subscribe();
        offer(100);
        long from = orders.position();
        offer(LARGE);
        offer(LARGE);
        long to = orders.position();
        offer(100);
        old.keepUp();
        young.keepUp();
        pass();

        assertThat(young.gaps()).isEmpty();
        assertThat(young.fragments()).isEqualTo(6);
        assertThat(old.fragments()).isZero();
        assertThat(old.frames).filteredOn(WireFrame::isStreamFrame).hasSize(2);
        assertThat(old.gaps())
                .allSatisfy(gap -> assertThat(GapFrame.reason(gap.buffer(), 0)).isEqualTo(GapFrame.SKIPPED));
        assertThat(old.gaps().get(0).position()).isEqualTo(from);
        assertThat(old.received).isEqualTo(orders.position());
        assertThat(orders.acknowledged()).isEqualTo(orders.position());
        List<LifecycleEvent> losses = server.events(Kind.LOSS).toList();
        assertThat(losses.get(0).fromPosition()).isEqualTo(from);
        assertThat(losses.get(losses.size() - 1).toPosition()).isEqualTo(to);
        assertThat(losses).allSatisfy(loss -> assertThat(loss.detail()).contains("no fragments"));
        assertThat(listener.counters().messagesSkipped()).isEqualTo(2);
    }

    @Test
    void whatWasAcceptedBeforeTheOlderOneCameIsPassedOver() {
        offer(LARGE);
        offer(10);
        offer(LARGE);
        Subscriber old = older(1);
        old.subscribe();
        old.keepUp();
        pass();
        assertThat(old.gaps()).hasSize(2);
        assertThat(old.frames).filteredOn(WireFrame::isStreamFrame).hasSize(1);
        assertThat(orders.acknowledged()).isEqualTo(orders.position());
        assertThat(server.events(Kind.LOSS)).hasSize(2);
        assertThat(listener.counters().messagesSkipped()).isEqualTo(2);
    }

    /** The GAP was lost with the link: it is said again, and counted once. */
    @Test
    void aGapThatWasLostIsSaidAgain() {
        offer(10);
        offer(LARGE);
        Subscriber old = older(1);
        old.subscribe();
        long before = old.received;
        assertThat(old.take()).hasSize(2);
        old.received = before;
        old.frames.clear();
        old.connect();
        old.subscribe();
        old.keepUp();
        pass();
        assertThat(old.gaps()).hasSize(1);
        assertThat(orders.acknowledged()).isEqualTo(orders.position());
        assertThat(server.events(Kind.LOSS)).hasSize(1);
        assertThat(listener.counters().messagesSkipped()).isEqualTo(1);
    }
}
