// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Message;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import io.millrace.test.fault.FaultProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 64 sessions with 8 streams each way, one of them slow, one with a large message under way all the time, one that opens
 * a stream and one that closes one while there is no link; and all links cut again and again; then nothing is said for a
 * while. The long variant cuts a hundred times, and is silent for a minute.
 */
@Timeout(600)
final class ManySessionsTest {
    private static final int SESSIONS = 64;
    private static final int STREAMS = 8;
    private static final int CUTS = Pace.LONG ? 100 : 10;
    private static final int SLOW = 0;
    private static final int LARGE = 1;
    private static final int OPENS = 2;
    private static final int CLOSES = 3;
    private static final long SLOW_PAUSE_NS = 200_000;
    private static final int LARGEST_BYTES = 1 << 20;
    private static final int MOST_DOWN_MS = 60;
    private static final Duration SILENCE = Pace.of(Duration.ofSeconds(4), Duration.ofSeconds(60));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OPTIONS = "?ring=64k&window=16k&backoff-base=5ms&backoff-cap=50ms&checksum=crc32c";
    private static final String LARGE_RING = "?ring=4m&window=1m&backoff-base=5ms&backoff-cap=50ms&checksum=crc32c";

    private final SplittableRandom random = new SplittableRandom(64);
    private final Events events = new Events();
    private final Millrace far = Millrace.builder().listener(events).build();
    private final Millrace near = Millrace.builder().listener(events).build();
    private final Millrace slow = Millrace.builder().listener(events).build();
    private final Endpoint server = far.listen("tcp://127.0.0.1:0" + OPTIONS);
    private final Feed up = new Feed("up", 1);
    private final Feed down = new Feed("down", 2);
    private final List<Endpoint> clients = new ArrayList<>();

    /** What has arrived of a lane, at one place. */
    private final Map<Ledger, Feed.Lane> accounts = new HashMap<>();

    /** By stream, then by the session that published. */
    private final Map<String, Ledger[]> upLedgers = new HashMap<>();

    private final Map<Integer, Ledger[]> downLedgers = new HashMap<>();

    private FaultProxy proxy;

    @AfterEach
    void close() {
        up.close();
        down.close();
        near.close();
        slow.close();
        far.close();
        if (proxy != null) {
            proxy.close();
        }
    }

    @Test
    void loseNothingTakeNothingTwiceAndKeepTheOrder() throws Exception {
        proxy = FaultProxy.to(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.uri().port()));
        for (int stream = 0; stream < STREAMS; stream++) {
            listenTo("up-" + stream);
        }
        listenTo("large");
        listenTo("late");
        listenTo("closing");
        for (int session = 0; session < SESSIONS; session++) {
            clients.add(connect(session));
        }
        Await.until(PATIENCE, "all sessions", events::toString, () -> server.sessions() == SESSIONS && allUp());
        announceDown();
        for (int stream = 0; stream < STREAMS; stream++) {
            Feed.Lane lane = down.add(server.publication("down-" + stream), SESSIONS, 0);
            for (int session = 0; session < SESSIONS; session++) {
                accounts.put(downLedger(session, stream), lane);
            }
        }
        Publication closing = clients.get(CLOSES).publication("closing");
        publish(CLOSES, "closing", closing, 0);
        Publication large = clients.get(LARGE).publication("large");
        publish(LARGE, "large", large, Math.min(LARGEST_BYTES, large.maxMessageLength()));
        for (int cut = 1; cut <= CUTS; cut++) {
            awaitMore();
            cut(cut, closing);
        }
        awaitMore();
        beSilent();
        awaitMore();
        finish();
    }

    /** Longer than dead-after: heartbeats alone keep the links, and what was said before is acknowledged. */
    private void beSilent() {
        up.pause(true);
        down.pause(true);
        Await.until(PATIENCE, "everything is handled", events::toString, () -> accounts.entrySet().stream()
                .allMatch(account ->
                        account.getKey().handled() >= account.getValue().accepted()));
        long lost = events.count(Kind.LINK_DOWN);
        Await.elapsed(SILENCE);
        assertThat(events.count(Kind.LINK_DOWN)).as("links lost in silence").isEqualTo(lost);
        assertThat(accounts.values())
                .filteredOn(lane -> !lane.publication().isClosed())
                .allMatch(lane ->
                        lane.publication().acknowledged() == lane.publication().position());
        up.pause(false);
        down.pause(false);
    }

    /** Who joins a stream of a listener late begins at its head: everybody must be there before anything is said. */
    private void announceDown() {
        for (int stream = 0; stream < STREAMS; stream++) {
            server.publication("down-" + stream);
        }
        Await.until(
                PATIENCE,
                "every session has joined every stream",
                events::toString,
                () -> events.count(event -> event.kind() == Kind.STREAM_OPENED
                                && event.endpoint().startsWith("client")
                                && event.stream().startsWith("down-"))
                        >= (long) SESSIONS * STREAMS);
    }

    private Ledger downLedger(int session, int stream) {
        return downLedgers.get(session)[stream];
    }

    private void listenTo(String stream) {
        Ledger[] ledgers = new Ledger[SESSIONS];
        for (int session = 0; session < SESSIONS; session++) {
            ledgers[session] = new Ledger();
        }
        upLedgers.put(stream, ledgers);
        server.subscribe(stream, message -> ledgers[(int) message.getLong(Pump.RUN_OFFSET)].accept(message));
    }

    private Endpoint connect(int session) {
        Millrace runtime = session == SLOW ? slow : near;
        Endpoint client =
                runtime.connect("tcp://127.0.0.1:" + proxy.port() + (session == LARGE ? LARGE_RING : OPTIONS));
        Ledger[] ledgers = new Ledger[STREAMS];
        downLedgers.put(session, ledgers);
        for (int stream = 0; stream < STREAMS; stream++) {
            Ledger ledger = new Ledger();
            ledgers[stream] = ledger;
            boolean isSlow = session == SLOW && stream == 0;
            client.subscribe("down-" + stream, message -> take(message, ledger, isSlow));
            String name = "up-" + stream;
            publish(session, name, client.publication(name), 0);
        }
        return client;
    }

    private static void take(Message message, Ledger ledger, boolean isSlow) {
        ledger.accept(message);
        if (isSlow) {
            LockSupport.parkNanos(SLOW_PAUSE_NS);
        }
    }

    private void publish(int session, String name, Publication publication, int length) {
        accounts.put(upLedgers.get(name)[session], up.add(publication, session, length));
    }

    private boolean allUp() {
        return clients.stream().allMatch(client -> client.state() == LinkState.UP);
    }

    /** Every session, both ways, has had something new. */
    private void awaitMore() {
        Map<Ledger, Long> before = new HashMap<>();
        for (int session = 0; session < SESSIONS; session++) {
            for (Ledger ledger : List.of(upLedgers.get("up-1")[session], downLedger(session, 1))) {
                before.put(ledger, ledger.handled() + random.nextInt(1, 20));
            }
        }
        Await.until(
                PATIENCE,
                "flowing again everywhere",
                () -> before.keySet().stream()
                                .filter(ledger -> ledger.handled() < before.get(ledger))
                                .count()
                        + " stand still" + events,
                () -> before.keySet().stream().allMatch(ledger -> ledger.handled() >= before.get(ledger)));
    }

    private void cut(int number, Publication closing) {
        boolean opensAndCloses = number == CUTS / 2;
        if (!opensAndCloses) {
            proxy.down(Duration.ofMillis(random.nextInt(MOST_DOWN_MS)));
            return;
        }
        proxy.down();
        Await.until(PATIENCE, "no link any more", events::toString, () -> clients.stream()
                .noneMatch(client -> client.state() == LinkState.UP));
        publish(OPENS, "late", clients.get(OPENS).publication("late"), 0);
        closing.close();
        proxy.up();
    }

    private void finish() {
        up.close();
        down.close();
        for (Map.Entry<Ledger, Feed.Lane> account : accounts.entrySet()) {
            Ledger ledger = account.getKey();
            Feed.Lane lane = account.getValue();
            Await.until(
                    PATIENCE,
                    lane.accepted() + " of " + lane.publication().stream(),
                    () -> ledger + "" + events,
                    () -> ledger.handled() >= lane.accepted());
        }
        accounts.forEach((ledger, lane) -> ledger.assertExactly(lane.accepted()));
        assertThat(accounts).hasSize(2 * SESSIONS * STREAMS + 3).values().allMatch(lane -> lane.accepted() > 0);
        assertThat(events.count(Kind.SESSION_RESUMED)).isGreaterThanOrEqualTo((long) SESSIONS * CUTS / 2);
        assertThat(events.count(Kind.SESSION_RESTARTED)).isZero();
        assertThat(events.count(Kind.GAP)).isZero();
        assertThat(events.count(Kind.LOSS)).isZero();
    }
}
