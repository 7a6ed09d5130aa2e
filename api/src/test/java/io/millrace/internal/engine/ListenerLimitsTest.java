// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.error.ErrorCode;
import io.millrace.internal.session.SimulatedLink;
import io.millrace.internal.session.WireFrame;
import io.millrace.internal.session.WirePeer;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import io.millrace.spi.frame.UnsubscribeFrame;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What strangers can have of a listener: each limit, passed by one, with its reason, its counter and its event. */
class ListenerLimitsTest {

    private static final long SECOND = 1_000_000_000;
    private static final long MILLISECOND = 1_000_000;

    private final SimulatedNetwork network = new SimulatedNetwork();
    private long nowNs = -5 * SECOND;
    private final SimulatedNode server = new SimulatedNode("server", network, () -> nowNs, 1);
    private Endpoint listener;

    @AfterEach
    void kill() {
        server.kill();
    }

    private void listen(String options) {
        listener = server.runtime.listen(
                "sim:hub?ring=64k&window=16k&session-timeout=10s&handshake-timeout=2s&dead-after=1h" + options);
    }

    private void pass(long ns) {
        for (int i = 0; i < 10; i++) {
            nowNs += ns / 10;
            server.turn(2);
        }
    }

    private WirePeer stranger(String host) {
        WirePeer peer = network.dialByHand("hub");
        network.newest().listener().comesFrom(host);
        server.turn(2);
        return peer;
    }

    private static Handshake hello(long session, String identity) {
        return new Handshake(
                FrameDescriptor.KIND_HELLO,
                1,
                1,
                0,
                session,
                session,
                1,
                1 << 18,
                1000,
                60_000,
                0,
                identity,
                List.of());
    }

    private WirePeer client(String host, long session) {
        WirePeer peer = network.dialByHand("hub");
        network.newest().listener().comesFrom(host);
        peer.send((b, c) -> hello(session, "client-" + session).encode(b, 0, c));
        server.turn(3);
        return peer;
    }

    private static boolean isWelcome(WirePeer peer) {
        return !peer.take(FrameDescriptor.KIND_WELCOME).isEmpty();
    }

    private static Reject rejected(WirePeer peer) {
        List<WireFrame> rejects = peer.take(FrameDescriptor.KIND_REJECT);
        assertThat(rejects).hasSize(1);
        return Reject.decode(rejects.get(0).buffer(), 0);
    }

    private long refused(ErrorCode code) {
        return listener.counters().refused(code);
    }

    private List<LifecycleEvent> events(ErrorCode code) {
        return server.events(Kind.ATTEMPT_FAILED)
                .filter(event -> event.cause() != null && event.cause().code() == code)
                .toList();
    }

    private SimulatedLink newestLink() {
        return network.newest().listener();
    }

    // ---- connections ----

    @Test
    void whoHasSaidNothingForLongestMakesWayForWhoComes() {
        listen("&max-connections=3");
        assertThat(isWelcome(client("a", 1))).isTrue();
        stranger("b");
        SimulatedLink oldest = newestLink();
        stranger("c");
        SimulatedLink younger = newestLink();

        assertThat(isWelcome(client("d", 2))).isTrue();

        assertThat(oldest.isClosed()).isTrue();
        assertThat(younger.isClosed()).isFalse();
        assertThat(refused(ErrorCode.TOO_MANY_CONNECTIONS)).isEqualTo(1);
        assertThat(events(ErrorCode.TOO_MANY_CONNECTIONS)).hasSize(1);
        assertThat(listener.sessions()).isEqualTo(2);
    }

    @Test
    void ifAllHaveSaidWhoTheyAreTheNewcomerIsToldToComeLater() {
        listen("&max-connections=2");
        assertThat(isWelcome(client("a", 1))).isTrue();
        assertThat(isWelcome(client("b", 2))).isTrue();

        Reject reject = rejected(client("c", 3));

        assertThat(reject.code()).isEqualTo(Reject.LIMIT);
        assertThat(reject.beforeWelcome()).isTrue();
        assertThat(reject.retryAfterMs()).isBetween(1000, 5000);
        assertThat(reject.reason()).contains("max-connections");
        assertThat(refused(ErrorCode.TOO_MANY_CONNECTIONS)).isEqualTo(1);
        assertThat(listener.sessions()).isEqualTo(2);
    }

    @Test
    void aConnectionThatGoesMakesRoom() {
        listen("&max-connections=1");
        client("a", 1);
        network.newest().cut();
        server.turn(3);
        assertThat(isWelcome(client("b", 2))).isTrue();
        assertThat(listener.counters().refusals()).isEmpty();
    }

    @Test
    void oneHostCannotHaveEveryPlace() {
        listen("&max-connections-per-host=2");
        stranger("a");
        SimulatedLink first = newestLink();
        stranger("b");
        SimulatedLink other = newestLink();
        assertThat(isWelcome(client("a", 1))).isTrue();
        assertThat(isWelcome(client("a", 2))).isTrue();
        assertThat(first.isClosed()).isTrue();
        assertThat(other.isClosed()).isFalse();

        assertThat(rejected(client("a", 3)).reason()).contains("max-connections-per-host");
        assertThat(isWelcome(client("c", 4))).isTrue();

        assertThat(refused(ErrorCode.TOO_MANY_FROM_HOST)).isEqualTo(2);
    }

    @Test
    void whereTheCarrierKnowsNoHostsThereIsNoLimitPerHost() {
        listen("&max-connections-per-host=1");
        assertThat(isWelcome(client("", 1))).isTrue();
        assertThat(isWelcome(client("", 2))).isTrue();
    }

    @Test
    void ofThoseThatSayNothingSoManyWait() {
        listen("&max-pending=2");
        stranger("a");
        SimulatedLink oldest = newestLink();
        stranger("b");
        stranger("c");
        assertThat(oldest.isClosed()).isTrue();
        assertThat(refused(ErrorCode.TOO_MANY_PENDING)).isEqualTo(1);
        assertThat(isWelcome(client("d", 1))).isTrue();
    }

    /** Hundreds that say nothing are looked at a few at a time; all have one deadline, whatever they trickle. */
    @Test
    void theDeadlineIsAbsoluteAndHoldsForEach() {
        listen("&max-pending=500");
        List<WirePeer> peers = new ArrayList<>();
        List<SimulatedLink> links = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            peers.add(network.dialByHand("hub"));
            links.add(newestLink());
        }
        server.turn(60);
        byte[] hello = peers.get(0).encode((b, c) -> hello(1, "slow").encode(b, 0, c));
        for (int i = 0; i < 19; i++) {
            int next = i;
            peers.forEach(peer -> peer.raw(new byte[] {hello[next]}));
            nowNs += 100 * MILLISECOND;
            server.turn(30);
        }
        assertThat(refused(ErrorCode.HANDSHAKE_TIMEOUT)).isZero();
        nowNs += 200 * MILLISECOND;
        server.turn(1);
        assertThat(refused(ErrorCode.HANDSHAKE_TIMEOUT)).isEqualTo(300);
        assertThat(events(ErrorCode.HANDSHAKE_TIMEOUT)).hasSize(Refusals.TOLD_AT_ONCE);
        pass(2 * SECOND);
        server.turn(30);
        assertThat(links).allMatch(SimulatedLink::isClosed);
        assertThat(listener.state()).isEqualTo(LinkState.UP);
    }

    /** The HELLO came in time, but its turn to be looked at was not yet. */
    @Test
    void whoSaidHelloInTimeIsAdmittedThoughItsTurnComesLate() {
        listen("&max-pending=500");
        List<WirePeer> peers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            peers.add(network.dialByHand("hub"));
        }
        server.turn(60);
        WirePeer last = peers.get(290);
        last.send((b, c) -> hello(7, "late").encode(b, 0, c));
        nowNs += 3 * SECOND;
        server.turn(1);
        assertThat(isWelcome(last)).isTrue();
    }

    // ---- events ----

    @Test
    void tenThousandRefusalsAreCountedAndNotToldOneByOne() {
        listen("&accept-rate=100000");
        for (int i = 0; i < 10_000; i++) {
            WirePeer peer = network.dialByHand("hub");
            peer.raw("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            server.turn(1);
            nowNs += MILLISECOND;
        }
        assertThat(refused(ErrorCode.NOT_MILLRACE)).isEqualTo(10_000);
        assertThat(events(ErrorCode.NOT_MILLRACE)).hasSizeBetween(Refusals.TOLD_AT_ONCE, Refusals.TOLD_AT_ONCE + 10);
        pass(2 * SECOND);
        List<LifecycleEvent> told = events(ErrorCode.NOT_MILLRACE);
        assertThat(told.get(told.size() - 1).detail()).contains("more since the last event");
        long inEvents = told.stream().mapToLong(ListenerLimitsTest::standsFor).sum();
        assertThat(inEvents).isEqualTo(10_000);
    }

    private static long standsFor(LifecycleEvent event) {
        String detail = event.detail();
        int and = detail.indexOf("(and ");
        return and < 0 ? 1 : 1 + Long.parseLong(detail.substring(and + 5, detail.indexOf(" more")));
    }

    @Test
    void whoSaysTheWrongThingIsNotReadForEver() {
        listen("");
        WirePeer peer = network.dialByHand("hub");
        SimulatedLink link = newestLink();
        peer.raw(new byte[4096]);
        server.turn(2);
        for (int i = 0; i < 40 && !link.isClosed(); i++) {
            peer.raw(new byte[4096]);
            server.turn(1);
        }
        assertThat(link.isClosed()).isTrue();
        assertThat(peer.take(FrameDescriptor.KIND_REJECT)).hasSize(1);
    }

    // ---- rate ----

    @Test
    void moreThanTheRateWaitWithTheSystem() {
        listen("&accept-rate=10");
        for (long i = 1; i <= 40; i++) {
            WirePeer peer = network.dialByHand("hub");
            long session = i;
            peer.send((b, c) -> hello(session, "client-" + session).encode(b, 0, c));
        }
        server.turn(20);
        assertThat(listener.sessions()).isEqualTo(10);
        pass(SECOND);
        assertThat(listener.sessions()).isBetween(19, 21);
        pass(3 * SECOND);
        assertThat(listener.sessions()).isEqualTo(40);
        assertThat(refused(ErrorCode.TOO_MANY_ARRIVALS)).isPositive();
        assertThat(network.pendingInterest("hub")).isTrue();
    }

    // ---- sessions ----

    @Test
    void aSessionThatNeverDidAnythingAndIsAwayMakesWay() {
        listen("&max-sessions=2");
        client("a", 1);
        SimulatedLink.Pair idle = network.newest();
        client("b", 2);
        idle.cut();
        server.turn(3);

        assertThat(isWelcome(client("c", 3))).isTrue();

        assertThat(listener.sessions()).isEqualTo(2);
        assertThat(refused(ErrorCode.TOO_MANY_SESSIONS)).isEqualTo(1);
        assertThat(server.events(Kind.SESSION_ENDED)).hasSize(1);
    }

    @Test
    void sessionsWithALinkAreKeptAndTheNewcomerIsToldToComeLater() {
        listen("&max-sessions=2");
        client("a", 1);
        client("b", 2);
        Reject reject = rejected(client("c", 3));
        assertThat(reject.code()).isEqualTo(Reject.LIMIT);
        assertThat(reject.reason()).contains("max-sessions");
        assertThat(reject.retryAfterMs()).isPositive();
        assertThat(listener.sessions()).isEqualTo(2);
        // Who takes over an identity is not one more
        WirePeer heir = network.dialByHand("hub");
        heir.send((b, c) -> hello(9, "client-1").encode(b, 0, c));
        server.turn(3);
        assertThat(isWelcome(heir)).isTrue();
    }

    @Test
    void aSessionThatHasWorkedIsNotGivenUpForAStranger() {
        listen("&max-sessions=1");
        listener.subscribe("orders", message -> {});
        WirePeer worker = client("a", 1);
        worker.open("orders", 7);
        worker.data(7, 0, 32);
        server.turn(3);
        pass(SECOND);
        network.newest().cut();
        server.turn(3);
        assertThat(rejected(client("b", 2)).reason()).contains("max-sessions");
        assertThat(listener.sessions()).isEqualTo(1);
    }

    @Test
    void sessionsWithoutALinkHoldNoMoreThanTheyMay() {
        listen("&max-detached=20k");
        for (int session = 1; session <= 4; session++) {
            client("a", session);
            network.newest().cut();
            server.turn(3);
            nowNs += MILLISECOND;
        }
        pass(SECOND);
        assertThat(listener.sessions()).isEqualTo(2);
        assertThat(refused(ErrorCode.TOO_MUCH_DETACHED)).isEqualTo(2);
    }

    // ---- streams ----

    @Test
    void oneStreamTooManyIsRefusedAndTheOthersGoOn() {
        listen("&max-streams=3");
        List<Long> handled = new ArrayList<>();
        listener.subscribe("s-1", message -> handled.add(message.position()));
        WirePeer peer = client("a", 1);
        for (int id = 1; id <= 5; id++) {
            peer.open(WirePeer.open("s-" + id, id, WirePeer.EPOCH, 0, 0, false));
        }
        peer.openEnd();
        server.turn(3);
        List<Integer> refused = peer.take(FrameDescriptor.KIND_UNSUBSCRIBE).stream()
                .filter(frame -> UnsubscribeFrame.status(frame.buffer(), 0) == UnsubscribeFrame.REFUSED)
                .map(frame -> UnsubscribeFrame.streamId(frame.buffer(), 0))
                .toList();
        assertThat(refused).containsExactly(4, 5);
        assertThat(refused(ErrorCode.TOO_MANY_STREAMS)).isEqualTo(2);
        peer.data(1, 0, 32);
        server.turn(3);
        assertThat(handled).containsExactly(0L);
    }
}
