// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several servers, as real processes: one is killed, another takes its place. */
@Timeout(120)
class FailoverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String SOON = "heartbeat=200ms&dead-after=1s&backoff-base=20ms&backoff-cap=200ms";

    private static SubscriptionOptions fromStart() {
        return SubscriptionOptions.builder().fromStart().build();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
    }

    @Test
    void aMasterThatIsKilledIsReplacedAndNothingThatAReplicaHadIsLost() {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
                RedisProcess sentinel = RedisProcess.sentinel(master);
                Millrace millrace = Millrace.create()) {
            RedisCluster.awaitReplica(master);
            Inbox.awaitThat(() -> Replies.text(sentinel.ask("INFO", "sentinel")).contains("slaves=1"));
            String uri = "redis-sentinel://127.0.0.1:" + sentinel.port() + "/mymaster?durability=replicas:1&" + SOON;
            Inbox inbox = new Inbox();
            Endpoint reading = millrace.connect("redis-sentinel://127.0.0.1:" + sentinel.port() + "/mymaster?" + SOON);
            reading.subscribe("orders", fromStart(), inbox);
            Endpoint writing = millrace.connect(uri);
            Publication orders = writing.publication("orders");
            for (int i = 0; i < 2_000; i++) {
                orders.publish("m" + i);
            }
            assertThat(orders.drain(PATIENCE)).isTrue();
            inbox.await(2_000);
            master.kill();
            // The new master has no replica: by durability=replicas:1 nothing is acknowledged there until it has one.
            Endpoint plain = millrace.connect("redis-sentinel://127.0.0.1:" + sentinel.port() + "/mymaster?" + SOON);
            Publication more = plain.publication("orders");
            for (int i = 2_000; i < 3_000; i++) {
                more.publish("m" + i);
            }
            assertThat(more.drain(PATIENCE)).isTrue();
            assertThat(inbox.await(3_000)).isEqualTo(numbers(3_000));
            assertThat(replica.number("XLEN", "orders")).isEqualTo(3_000);
        }
    }

    @Test
    void withoutReplicasNothingIsAcknowledgedThatAsksForThem() {
        News news = new News();
        try (RedisProcess master = RedisProcess.start();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Endpoint endpoint = millrace.connect(master.uri("durability=replicas:1"));
            Publication orders = endpoint.publication("orders");
            orders.publish("m0");
            assertThat(news.await(Kind.ATTEMPT_FAILED).cause().code()).isEqualTo(ErrorCode.BROKER_NOT_READY);
            assertThat(orders.drain(Duration.ofMillis(300))).isFalse();
            try (RedisProcess replica =
                    RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()))) {
                assertThat(orders.drain(PATIENCE)).isTrue();
                assertThat(replica.number("XLEN", "orders")).isEqualTo(1);
            }
        }
    }

    @Test
    void aServerThatWasDemotedIsTriedAgain() {
        News news = new News();
        try (RedisProcess one = RedisProcess.start();
                RedisProcess two = RedisProcess.start();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Endpoint endpoint = millrace.connect(one.uri());
            Publication orders = endpoint.publication("orders");
            orders.publish("m0");
            assertThat(orders.drain(PATIENCE)).isTrue();
            one.ask("REPLICAOF", "127.0.0.1", Integer.toString(two.port()));
            Inbox.awaitThat(() -> Replies.text(one.ask("INFO", "replication")).contains("master_link_status:up"));
            orders.publish("m1");
            assertThat(news.await(Kind.LINK_DOWN).cause().getMessage()).contains("READONLY");
            one.ask("REPLICAOF", "NO", "ONE");
            assertThat(orders.drain(PATIENCE)).isTrue();
            assertThat(endpoint.state()).isEqualTo(LinkState.UP);
        }
    }

    @Test
    void aReplicaThatHasLostItsMasterIsTriedAgain() {
        News news = new News();
        try (RedisProcess replica =
                        RedisProcess.start("--replicaof", "127.0.0.1", "1", "--replica-serve-stale-data", "no");
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Endpoint endpoint = millrace.connect(replica.uri());
            Inbox inbox = new Inbox();
            endpoint.subscribe("orders", fromStart(), inbox);
            Inbox.awaitThat(() -> news.toString().contains("MASTERDOWN"));
            assertThat(news.toString()).contains("MASTERDOWN").contains(ErrorCode.BROKER_NOT_READY.name());
            replica.ask("REPLICAOF", "NO", "ONE");
            long startNs = System.nanoTime();
            Publication orders = endpoint.publication("orders");
            orders.publish("m0");
            assertThat(inbox.await(1)).isEqualTo(numbers(1));
            assertThat(System.nanoTime() - startNs).isLessThan(2_000_000_000L);
        }
    }

    @Test
    void streamsLieAllOverAClusterAndOneMasterMayGo() {
        try (RedisCluster cluster = RedisCluster.start();
                Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(cluster.uri(SOON));
            List<Inbox> inboxes = new ArrayList<>();
            List<Publication> publications = new ArrayList<>();
            for (String stream : List.of("orders", "trades", "quotes", "alarms")) {
                Inbox inbox = new Inbox();
                inboxes.add(inbox);
                endpoint.subscribe(stream, fromStart(), inbox);
                publications.add(endpoint.publication(stream));
            }
            publish(publications, 0, 500);
            inboxes.forEach(inbox -> assertThat(inbox.await(500)).isEqualTo(numbers(500)));
            RedisProcess.pause(1_500);
            cluster.node(0).kill();
            publish(publications, 500, 1_000);
            inboxes.forEach(inbox -> assertThat(inbox.await(1_000)).isEqualTo(numbers(1_000)));
        }
    }

    private static void publish(List<Publication> publications, int from, int to) {
        for (Publication publication : publications) {
            for (int i = from; i < to; i++) {
                publication.publish("m" + i);
            }
        }
        publications.forEach(
                publication -> assertThat(publication.drain(PATIENCE)).isTrue());
    }
}
