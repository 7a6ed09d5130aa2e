// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A master is killed and a replica takes its place, behind a Sentinel and in a cluster, all of them real processes: nothing is lost
 * where a replica was waited for; where it was not, and had not received some, that is told with its positions.
 */
@Timeout(180)
class FailoverLossTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SOON = "heartbeat=200ms&dead-after=1s&backoff-base=20ms&backoff-cap=200ms";
    private static final int COUNT = 20_000;

    private static SubscriptionOptions fromStart() {
        return SubscriptionOptions.builder().fromStart().build();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    private static void publish(Publication publication, int from, int to) {
        for (int i = from; i < to; i++) {
            publication.publish("m" + i);
        }
    }

    /** A master, its replica and a Sentinel. */
    private static final class Guarded implements AutoCloseable {
        final RedisProcess master = RedisProcess.start();
        final RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        final RedisProcess sentinel = RedisProcess.sentinel(master);

        Guarded() {
            RedisCluster.awaitReplica(master);
            Inbox.awaitThat(() -> Replies.text(sentinel.ask("INFO", "sentinel")).contains("slaves=1"));
        }

        String uri(String options) {
            return "redis-sentinel://127.0.0.1:" + sentinel.port() + "/mymaster?" + options + SOON;
        }

        @Override
        public void close() {
            sentinel.close();
            replica.close();
            master.close();
        }
    }

    /** A Sentinel closes the connections of all clients of the server that it promotes, this one's as well. */
    private static boolean isMaster(RedisProcess server) {
        try {
            return Replies.text(server.askList("ROLE").get(0)).equals("master");
        } catch (LinkException promotedJustNow) {
            return false;
        }
    }

    @Test
    void behindASentinelNothingIsLostThatAReplicaWasWaitedFor() {
        News news = new News();
        try (Guarded servers = new Guarded();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Publication orders =
                    millrace.connect(servers.uri("durability=replicas:1&")).publication("orders");
            publish(orders, 0, COUNT / 2);
            servers.master.kill();
            // It must be a replica before anything is acknowledged again: the new master has none
            Inbox.awaitThat(() -> isMaster(servers.replica));
            servers.master.restart();
            servers.master.ask("REPLICAOF", "127.0.0.1", Integer.toString(servers.replica.port()));
            publish(orders, COUNT / 2, COUNT);
            assertThat(orders.drain(PATIENCE)).as(news.toString()).isTrue();
            assertThat(news.of(Kind.LOSS)).isEmpty();
            assertThat(servers.replica.number("XLEN", "orders")).isEqualTo(COUNT);
            Inbox all = new Inbox();
            millrace.connect(servers.uri("")).subscribe("orders", fromStart(), all);
            assertThat(all.await(COUNT)).isEqualTo(numbers(0, COUNT));
        }
    }

    @Test
    void behindASentinelALossIsToldWithItsPositions() {
        News news = new News();
        try (Guarded servers = new Guarded();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Endpoint endpoint = millrace.connect(servers.uri(""));
            Publication orders = endpoint.publication("orders");
            long kept = losing(servers.master, servers.replica, orders);
            servers.master.kill();
            assertLoss(news, orders, kept);
            publish(orders, 2_000, 3_000);
            assertThat(orders.drain(PATIENCE)).as(news.toString()).isTrue();
            Inbox all = new Inbox();
            endpoint.subscribe("orders", fromStart(), all);
            assertThat(all.await(2_000))
                    .startsWith("m0", "m1")
                    .contains("m999", "m2000")
                    .endsWith("m2999");
            assertThat(all.texts()).hasSize(2_000);
            assertThat(news.await(Kind.GAP).detail()).contains("positions " + kept + " to ");
        }
    }

    /** Publishes what a replica receives, and then as much that it does not; says where the first ends. */
    private static long losing(RedisProcess master, RedisProcess replica, Publication orders) {
        publish(orders, 0, 1_000);
        assertThat(orders.drain(PATIENCE)).isTrue();
        Inbox.awaitThat(() -> length(replica) == 1_000);
        assertThat(length(replica)).isEqualTo(1_000);
        // Who is connected stays; the replica does not come back
        master.ask("CONFIG", "SET", "requirepass", "secret");
        cutReplica(master);
        publish(orders, 1_000, 2_000);
        assertThat(orders.drain(PATIENCE)).isTrue();
        return IntStream.range(0, 1_000)
                .mapToLong(i -> EntryWriter.span(("m" + i).length()))
                .sum();
    }

    private static long length(RedisProcess replica) {
        try (RedisConnection client = replica.client()) {
            // Asked for in a cluster, refused elsewhere
            client.tryAsk("READONLY");
            return client.tryAsk("XINFO", "STREAM", "orders") instanceof List<?> facts
                    ? Replies.number(Replies.map(facts).get("length"), 0)
                    : 0;
        }
    }

    private static void cutReplica(RedisProcess master) {
        try (RedisConnection client =
                RedisConnection.open(master.host(), RedisProcess.settings("redis://:secret@127.0.0.1"), false)) {
            client.ask("CLIENT", "KILL", "TYPE", "replica");
        }
    }

    private static void assertLoss(News news, Publication orders, long kept) {
        LifecycleEvent loss = news.await(Kind.LOSS);
        assertThat(Objects.requireNonNull(loss.cause()).code()).isEqualTo(ErrorCode.BROKER_STATE_LOST);
        assertThat(loss.stream()).isEqualTo(orders.stream());
        assertThat(loss.fromPosition()).isEqualTo(kept);
        long lost = IntStream.range(1_000, 2_000)
                .mapToLong(i -> EntryWriter.span(("m" + i).length()))
                .sum();
        assertThat(loss.toPosition()).isEqualTo(kept + lost);
        assertThat(news.of(Kind.LOSS)).hasSize(1);
    }

    @Test
    void inAClusterNothingIsLostThatAReplicaWasWaitedFor() {
        News news = new News();
        try (RedisCluster cluster = RedisCluster.start();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            int victim = cluster.owner("orders");
            Publication orders = millrace.connect(cluster.uri("durability=replicas:1&" + SOON))
                    .publication("orders");
            publish(orders, 0, COUNT / 2);
            cluster.node(victim).kill();
            Inbox.awaitThat(() -> cluster.owner("orders") != victim);
            // It comes back as the new master's replica
            cluster.node(victim).restart();
            publish(orders, COUNT / 2, COUNT);
            assertThat(orders.drain(PATIENCE)).as(news.toString()).isTrue();
            assertThat(news.of(Kind.LOSS)).isEmpty();
            Inbox all = new Inbox();
            millrace.connect(cluster.uri(SOON)).subscribe("orders", fromStart(), all);
            assertThat(all.await(COUNT)).isEqualTo(numbers(0, COUNT));
        }
    }

    @Test
    void inAClusterALossIsToldWithItsPositions() {
        News news = new News();
        try (RedisCluster cluster = RedisCluster.start();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Publication orders = millrace.connect(cluster.uri(SOON)).publication("orders");
            RedisProcess master = cluster.node(cluster.owner("orders"));
            long kept = losing(master, cluster.replicaOf(master), orders);
            master.kill();
            assertLoss(news, orders, kept);
            publish(orders, 2_000, 3_000);
            assertThat(orders.drain(PATIENCE)).as(news.toString()).isTrue();
        }
    }
}
