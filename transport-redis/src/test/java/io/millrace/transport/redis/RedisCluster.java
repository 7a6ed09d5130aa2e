// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Three masters and a replica of each, in processes of their own; node i + 3 is the replica of node i. */
final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    private final List<RedisProcess> nodes = new ArrayList<>();

    private RedisCluster() {}

    static RedisCluster start() {
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < 2 * MASTERS; i++) {
                cluster.nodes.add(RedisProcess.start("--cluster-enabled", "yes", "--cluster-node-timeout", "1000"));
            }
            cluster.join();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void join() {
        int share = SLOTS / MASTERS + 1;
        for (int master = 0; master < MASTERS; master++) {
            List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(master * share, Math.min(SLOTS, (master + 1) * share))
                    .forEach(slot -> command.add(Integer.toString(slot)));
            node(master).ask(command.toArray(String[]::new));
        }
        for (RedisProcess node : nodes) {
            node.ask("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node(0).port()));
        }
        for (RedisProcess node : nodes) {
            Inbox.awaitThat(() -> info(node).contains("cluster_known_nodes:6"));
        }
        for (int i = 0; i < MASTERS; i++) {
            RedisProcess replica = node(i + MASTERS);
            String master = Replies.text(node(i).ask("CLUSTER", "MYID"));
            Inbox.awaitThat(() -> Replies.text(replica.ask("CLUSTER", "NODES")).contains(master));
            replica.ask("CLUSTER", "REPLICATE", master);
        }
        for (RedisProcess node : nodes) {
            Inbox.awaitThat(() -> info(node).contains("cluster_state:ok"));
        }
        for (int i = 0; i < MASTERS; i++) {
            awaitReplica(node(i));
        }
    }

    private static String info(RedisProcess node) {
        return Replies.text(node.ask("CLUSTER", "INFO"));
    }

    static void awaitReplica(RedisProcess master) {
        Inbox.awaitThat(() -> Replies.text(master.ask("INFO", "replication")).contains("state=online"));
    }

    RedisProcess node(int index) {
        return nodes.get(index);
    }

    RedisProcess replicaOf(RedisProcess master) {
        return node(nodes.indexOf(master) + MASTERS);
    }

    /** Which node is in charge of a key, as another of those that were masters at first sees it. */
    int owner(String key) {
        long slot = JedisClusterCRC16.getSlot(key);
        RedisProcess asked = node((int) (slot / (SLOTS / MASTERS + 1) + 1) % MASTERS);
        for (Object range : asked.askList("CLUSTER", "SLOTS")) {
            List<?> parts = (List<?>) range;
            if (slot >= (Long) parts.get(0) && slot <= (Long) parts.get(1)) {
                long port = (Long) ((List<?>) parts.get(2)).get(1);
                return IntStream.range(0, nodes.size())
                        .filter(i -> node(i).port() == port)
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new IllegalStateException("nobody has slot " + slot);
    }

    String uri(String options) {
        String hosts = nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
        return "redis-cluster://" + hosts + "?" + options;
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }
}
