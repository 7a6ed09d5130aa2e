// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Publication;
import io.millrace.access.ArrivingPeer;
import io.millrace.error.ErrorCode;
import io.millrace.internal.session.WireFrame;
import io.millrace.internal.session.WirePeer;
import io.millrace.spi.frame.ByeFrame;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.Reject;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom a listener admits, whom it replaces, whom it remembers. */
class ListenerTest {

    private static final long SECOND = 1_000_000_000;
    private static final String OPTIONS = "?ring=64k&window=16k&session-timeout=10s&handshake-timeout=2s&dead-after=1h";

    private final SimulatedNetwork network = new SimulatedNetwork();
    private long nowNs;
    private final SimulatedNode server = new SimulatedNode("server", network, () -> nowNs, 1);
    private final List<SimulatedNode> nodes = new ArrayList<>(List.of(server));
    private final Endpoint listener = server.runtime.listen("sim:hub" + OPTIONS);

    @AfterEach
    void killAll() {
        nodes.forEach(SimulatedNode::kill);
    }

    private void pass(long ns) {
        for (int i = 0; i < 10; i++) {
            nowNs += ns / 10;
            nodes.forEach(node -> node.turn(2));
        }
    }

    private static Handshake hello(long session, long attempt, String identity, int minVersion) {
        return new Handshake(
                FrameDescriptor.KIND_HELLO,
                minVersion,
                minVersion,
                0,
                session,
                session,
                attempt,
                1 << 18,
                1000,
                60_000,
                0,
                identity,
                List.of());
    }

    private WirePeer greet(long session, long attempt, String identity) {
        return greet(hello(session, attempt, identity, 1));
    }

    private WirePeer greet(Handshake hello) {
        WirePeer peer = network.dialByHand("hub");
        peer.send((b, c) -> hello.encode(b, 0, c));
        server.turn(3);
        return peer;
    }

    private static int welcome(List<WireFrame> frames) {
        return Handshake.decode(frames.get(0).buffer(), 0, FrameDescriptor.KIND_WELCOME)
                .outcome();
    }

    private static void assertRejected(WirePeer peer, int code, boolean beforeWelcome) {
        List<WireFrame> rejects = peer.take(FrameDescriptor.KIND_REJECT);
        assertThat(rejects).hasSize(1);
        Reject reject = Reject.decode(rejects.get(0).buffer(), 0);
        assertThat(reject.code()).isEqualTo(code);
        assertThat(reject.beforeWelcome()).isEqualTo(beforeWelcome);
    }

    private ErrorCode lastFailure() {
        List<LifecycleEvent> failed = server.events(Kind.ATTEMPT_FAILED).toList();
        return failed.get(failed.size() - 1).cause().code();
    }

    /** A publication of ten messages of 64 bytes. */
    private Publication published() {
        Publication orders = listener.publication("orders");
        for (int i = 0; i < 10; i++) {
            orders.offer(ByteBuffer.allocateDirect(32), 0, 32);
        }
        return orders;
    }

    private static Open open(List<WireFrame> frames) {
        WireFrame first = frames.stream()
                .filter(frame -> frame.kind() == FrameDescriptor.KIND_OPEN)
                .findFirst()
                .orElseThrow();
        return Open.decode(first.buffer(), 0);
    }

    // ---- links that handlers look at ----

    @Test
    void aLinkThatHasFailedUnderAHandlersLookIsNotReadAgain() {
        Publication orders = published();
        WirePeer slow = greet(1, 1, "slow");
        Open opened = open(slow.take());
        slow.status(opened.streamId(), opened.epoch(), 0, 4096, 0);
        server.turn(3);
        listener.subscribe("in", message -> {
            // They are here when the handler looks for room.
            slow.status(opened.streamId(), opened.epoch(), 64, 4096, 640);
            slow.status(opened.streamId(), opened.epoch(), 128, 4096, 640);
            slow.bye(ByeFrame.RESTART, 0);
            orders.drain(Duration.ZERO);
            orders.drain(Duration.ZERO);
        });
        WirePeer busy = greet(2, 1, "busy");
        busy.open("in", 3);
        busy.data(3, 0, 32);
        server.turn(3);
        assertThat(orders.acknowledged()).isEqualTo(128);
        assertThat(server.events(Kind.LINK_DOWN))
                .singleElement()
                .satisfies(down -> assertThat(down.cause().code()).isEqualTo(ErrorCode.PEER_RESTARTS));
    }

    // ---- who is not admitted ----

    @Test
    void anotherVersionIsRejected() {
        WirePeer peer = greet(hello(1, 1, "x", 2));
        assertRejected(peer, Reject.VERSION, true);
        assertThat(listener.sessions()).isZero();
    }

    @Test
    void anHttpClientIsToldApart() {
        WirePeer peer = network.dialByHand("hub");
        peer.raw("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        server.turn(3);
        assertRejected(peer, Reject.NOT_MILLRACE, true);
        assertThat(lastFailure()).isEqualTo(ErrorCode.NOT_MILLRACE);
        assertThat(listener.state()).isEqualTo(LinkState.UP);
    }

    @Test
    void whoSaysNothingIsLetGoAfterTheHandshakeTimeout() {
        network.dialByHand("hub");
        pass(2 * SECOND);
        assertThat(server.events(Kind.ATTEMPT_FAILED)).isEmpty();
        pass(SECOND);
        assertThat(lastFailure()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT);
        pass(5 * SECOND);
        assertThat(network.newest().listener().isClosed()).isTrue();
    }

    @Test
    void aHelloInPiecesIsWaitedForAndOthersAreServedMeanwhile() {
        WirePeer slow = network.dialByHand("hub");
        byte[] hello = slow.encode((b, c) -> hello(1, 1, "slow", 1).encode(b, 0, c));
        for (byte one : hello) {
            slow.raw(new byte[] {one});
            server.turn(1);
        }
        WirePeer other = greet(2, 1, "other");
        assertThat(welcome(other.take())).isEqualTo(Handshake.NEW);
        assertThat(welcome(slow.take())).isEqualTo(Handshake.NEW);
        assertThat(listener.sessions()).isEqualTo(2);
    }

    // ---- generations ----

    @Test
    void aHigherAttemptReplacesTheOlderLinkWhoseFramesChangeNothing() {
        Publication orders = published();
        WirePeer older = greet(1, 1, "x");
        Open first = open(older.take());
        older.status(first.streamId(), first.epoch(), 0, 16384, 0);
        server.turn(2);
        WirePeer newer = greet(1, 2, "x");
        assertThat(welcome(newer.take())).isEqualTo(Handshake.RESUMED);
        assertRejected(older, Reject.SUPERSEDED, false);
        assertReplaced("a newer link of this session came");
        older.status(first.streamId(), first.epoch(), 640, 16384, 640);
        server.turn(3);
        assertThat(orders.acknowledged()).isZero();
        newer.status(first.streamId(), first.epoch(), 64, 16384, 128);
        server.turn(3);
        assertThat(orders.acknowledged()).isEqualTo(64);
        assertThat(newer.take(FrameDescriptor.KIND_DATA))
                .first()
                .extracting(WireFrame::position)
                .isEqualTo(128L);
    }

    /** Whoever counts links hears of each that is gone. */
    private void assertReplaced(String why) {
        assertThat(server.events(Kind.LINK_DOWN)).singleElement().satisfies(down -> assertThat(down.cause())
                .hasMessageContaining(why));
        assertThat(listener.counters().linksLost()).isEqualTo(1);
    }

    @Test
    void anAttemptThatIsNotHigherIsRefused() {
        WirePeer newest = greet(1, 5, "x");
        newest.take();
        assertRejected(greet(1, 5, "x"), Reject.SUPERSEDED, true);
        assertRejected(greet(1, 4, "x"), Reject.SUPERSEDED, true);
        newest.ping(9, 0);
        server.turn(2);
        assertThat(newest.take(FrameDescriptor.KIND_PONG)).hasSize(1);
        assertThat(listener.sessions()).isEqualTo(1);
    }

    /** Whoever has seen a session's id and is somebody else gets nothing by it. */
    @Test
    void aSessionIsNotResumedByAnotherIdentity() {
        Publication orders = published();
        WirePeer owner = greet(1, 1, "x");
        Open first = open(owner.take());

        WirePeer thief = greet(1, 2, "y");
        assertRejected(thief, Reject.AUTH, true);
        assertThat(lastFailure()).isEqualTo(ErrorCode.REJECTED_AUTH);
        thief.status(first.streamId(), first.epoch(), 640, 16384, 640);
        server.turn(3);
        assertThat(orders.acknowledged()).isZero();

        owner.ping(9, 0);
        server.turn(2);
        assertThat(owner.take(FrameDescriptor.KIND_PONG)).hasSize(1);
        assertThat(listener.sessions()).isEqualTo(1);
        assertThat(welcome(greet(1, 3, "x").take())).isEqualTo(Handshake.RESUMED);
    }

    /** Nobody at the other end of a connection writes into somebody's terminal, or a line of his own into a log. */
    @Test
    void whatPeersCallThemselvesAndTheirStreamsIsPrintableWhereverItIsTold() {
        String evil = "x\u001b[2J\r\n\u202e";
        listener.subscribe(evil, message -> {});
        WirePeer peer = greet(1, 1, evil);
        peer.open(WirePeer.open(evil, 3, WirePeer.EPOCH, 0, 0, false));
        peer.openEnd();
        server.turn(3);
        peer.gap(3, WirePeer.EPOCH, 128, 256);
        server.turn(3);
        greet(2, 1, evil);
        greet(2, 2, evil + evil);
        greet(hello(3, 1, evil, 9));

        assertThat(server.events).hasSizeGreaterThan(5).allSatisfy(event -> {
            assertThat(event.toString()).matches("[ -~→—…]*");
            assertThat(String.valueOf(event.cause())).matches("[ -~→—…]*");
        });
        assertThat(server.events(Kind.LINK_DOWN)).hasSize(1);
        assertThat(listener.sessionReports().toString()).contains("x\\x1B[2J").matches("[ -~→—…]*");
        assertThat(new ArrivingPeer("hub", evil, null, null).toString()).matches("[ -~]*");
    }

    // ---- taking over ----

    @Test
    void aNewSessionOfAKnownIdentityTakesOver() {
        Publication orders = published();
        WirePeer old = greet(1, 1, "x");
        Open first = open(old.take());
        old.status(first.streamId(), first.epoch(), 0, 16384, 0);
        server.turn(2);
        old.status(first.streamId(), first.epoch(), 128, 16384, 256);
        server.turn(2);
        WirePeer next = greet(2, 1, "x");
        List<WireFrame> greeting = next.take();
        assertThat(welcome(greeting)).isEqualTo(Handshake.TAKEN_OVER);
        assertThat(open(greeting).joinPosition()).isEqualTo(128);
        assertThat(open(greeting).redeliveredBelow()).isEqualTo(640);
        assertRejected(old, Reject.SUPERSEDED, false);
        assertReplaced("another process uses this identity");
        assertThat(server.events(Kind.SUPERSEDED)).hasSize(1);
        next.status(first.streamId(), first.epoch(), 640, 16384, 640);
        server.turn(3);
        assertThat(orders.acknowledged()).isEqualTo(640);
    }

    @Test
    void aReplacedSessionIsRememberedForTheSessionTimeout() {
        greet(1, 1, "x");
        greet(2, 1, "x");
        assertRejected(greet(1, 2, "x"), Reject.SUPERSEDED, true);
        pass(9 * SECOND);
        assertRejected(greet(1, 3, "x"), Reject.SUPERSEDED, true);
        pass(2 * SECOND);
        assertThat(welcome(greet(1, 4, "x").take())).isEqualTo(Handshake.TAKEN_OVER);
    }

    @Test
    void twoProcessesOfOneIdentityDoNotPlayPingPong() {
        Endpoint first = dial("a");
        pass(SECOND);
        assertThat(first.state()).isEqualTo(LinkState.UP);
        Endpoint second = dial("b");
        pass(5 * SECOND);
        assertThat(first.state()).isEqualTo(LinkState.FAILED);
        assertThat(first.failure().code()).isEqualTo(ErrorCode.SUPERSEDED);
        assertThat(second.state()).isEqualTo(LinkState.UP);
        assertThat(server.events(Kind.SUPERSEDED)).hasSize(1);
    }

    private Endpoint dial(String node) {
        SimulatedNode process = new SimulatedNode(null, network, () -> nowNs, node.hashCode());
        nodes.add(process);
        return process.runtime.connect("sim:hub" + OPTIONS + "&name=same");
    }

    // ---- the gate, and sessions that end ----

    @Test
    void theSlowestSessionHoldsTheGateUntilItExpires() {
        WirePeer slow = greet(1, 1, "slow");
        WirePeer quick = greet(2, 1, "quick");
        slow.take();
        Publication orders = published();
        server.turn(2);
        Open open = open(slow.take());
        slow.status(open.streamId(), open.epoch(), 0, 16384, 0);
        quick.status(open.streamId(), open.epoch(), 0, 16384, 0);
        server.turn(2);
        slow.status(open.streamId(), open.epoch(), 128, 16384, 640);
        quick.status(open.streamId(), open.epoch(), 640, 16384, 640);
        server.turn(2);
        assertThat(orders.acknowledged()).isEqualTo(128);
        network.links.get(0).cut();
        pass(9 * SECOND);
        assertThat(orders.acknowledged()).isEqualTo(128);
        pass(2 * SECOND);
        assertThat(orders.acknowledged()).isEqualTo(640);
        assertThat(listener.sessions()).isEqualTo(1);
        assertThat(server.events(Kind.LOSS)).singleElement().satisfies(loss -> {
            assertThat(loss.fromPosition()).isEqualTo(128);
            assertThat(loss.toPosition()).isEqualTo(640);
        });
    }

    @Test
    void aSessionThatIsResumedInTimeDoesNotExpire() {
        greet(1, 1, "x").send((b, c) -> Open.encodeEnd(b, 0, c));
        pass(SECOND / 10);
        network.newest().cut();
        pass(9 * SECOND);
        assertThat(welcome(greet(1, 2, "x").take())).isEqualTo(Handshake.RESUMED);
        pass(9 * SECOND);
        network.newest().cut();
        pass(9 * SECOND);
        assertThat(welcome(greet(1, 3, "x").take())).isEqualTo(Handshake.RESUMED);
    }

    @Test
    void whoComesBackAfterItsSessionExpiredGoesOnFromItsCursor() {
        List<String> got = new ArrayList<>();
        SimulatedNode client = new SimulatedNode(null, network, () -> nowNs, 5);
        nodes.add(client);
        Endpoint dialler = client.runtime.connect("sim:hub" + OPTIONS + "&name=client&backoff-cap=1s");
        dialler.subscribe("orders", message -> got.add(message.position() + (message.isRedelivered() ? " again" : "")));
        Publication orders = published();
        pass(SECOND);
        assertThat(got).hasSize(10);
        // The acknowledgement of the last two is lost with the link.
        network.newest().dialler().out().choke(0, 1);
        orders.offer(ByteBuffer.allocateDirect(32), 0, 32);
        orders.offer(ByteBuffer.allocateDirect(32), 0, 32);
        pass(SECOND / 10);
        assertThat(got).hasSize(12);
        network.reachable = false;
        network.newest().cut();
        pass(12 * SECOND);
        assertThat(listener.sessions()).isZero();
        network.reachable = true;
        pass(5 * SECOND);
        assertThat(dialler.state()).isEqualTo(LinkState.UP);
        orders.offer(ByteBuffer.allocateDirect(32), 0, 32);
        pass(SECOND);
        assertThat(got).hasSize(13).last().isEqualTo("768");
        assertThat(orders.acknowledged()).isEqualTo(orders.position());
        client.requireNoBlunder();
        server.requireNoBlunder();
    }
}
