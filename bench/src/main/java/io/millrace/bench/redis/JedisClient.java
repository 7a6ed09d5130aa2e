// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.params.XReadParams;

/** Jedis: a pipeline that is emptied when so many entries are under way, and XREAD of as many entries. */
final class JedisClient implements HandClient {
    private static final int COUNT = 512;
    private static final int WAIT_MS = 100;
    private static final byte[] DATA = "data".getBytes(US_ASCII);
    private static final byte[] POS = "pos".getBytes(US_ASCII);
    private static final byte[] EPOCH_FIELD = "epoch".getBytes(US_ASCII);
    private static final byte[] EPOCH_VALUE = EPOCH.getBytes(US_ASCII);

    private final int underWay;

    JedisClient(int underWay) {
        this.underWay = underWay;
    }

    @Override
    public EntryAppender appender(String address, String stream) {
        return new Appender(HandClients.jedis(address), stream.getBytes(US_ASCII), underWay);
    }

    @Override
    public EntryReader reader(String address, String stream, boolean inGroup) {
        return new Reader(HandClients.jedis(address), stream.getBytes(US_ASCII), inGroup);
    }

    private static final class Appender implements EntryAppender {
        private final Jedis jedis;
        private final Pipeline pipeline;
        private final byte[] stream;
        private final int most;
        private int count;

        Appender(Jedis jedis, byte[] stream, int most) {
            this.jedis = jedis;
            this.pipeline = jedis.pipelined();
            this.stream = stream;
            this.most = most;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // an error is found by sync
        public void append(byte[] data, long position) {
            byte[] pos = Long.toString(position).getBytes(US_ASCII);
            pipeline.xadd(stream, new XAddParams(), Map.of(DATA, data, POS, pos, EPOCH_FIELD, EPOCH_VALUE));
            if (++count == most) {
                flush();
            }
        }

        @Override
        public void flush() {
            pipeline.sync();
            count = 0;
        }

        @Override
        public void close() {
            jedis.close();
        }
    }

    private static final class Reader implements EntryReader {
        private final Jedis jedis;
        private final byte[] stream;
        private final boolean inGroup;
        private final byte[] group = GROUP.getBytes(US_ASCII);
        private final List<byte[]> done = new ArrayList<>();
        private byte[] last = "0".getBytes(US_ASCII);

        Reader(Jedis jedis, byte[] stream, boolean inGroup) {
            this.jedis = jedis;
            this.stream = stream;
            this.inGroup = inGroup;
            if (inGroup) {
                jedis.xgroupCreate(stream, group, last, true);
            }
        }

        @Override
        @SuppressWarnings({"deprecation", "unchecked"
        }) // the newer one makes three maps an entry; the arrays are of varargs
        public void read(Consumer<byte[]> data) {
            List<?> answer = inGroup
                    ? jedis.xreadGroup(
                            group,
                            group,
                            new XReadGroupParams().count(COUNT).block(WAIT_MS),
                            new SimpleImmutableEntry<>(stream, new byte[] {'>'}))
                    : jedis.xread(
                            new XReadParams().count(COUNT).block(WAIT_MS), new SimpleImmutableEntry<>(stream, last));
            if (answer == null) {
                return;
            }
            for (Object entry : (List<?>) ((List<?>) answer.get(0)).get(1)) {
                List<?> parts = (List<?>) entry;
                List<?> fields = (List<?>) parts.get(1);
                // A map's order is chance
                for (int i = 0; i < fields.size(); i += 2) {
                    if (((byte[]) fields.get(i)).length == DATA.length) {
                        data.accept((byte[]) fields.get(i + 1));
                    }
                }
                last = (byte[]) parts.get(0);
                if (inGroup) {
                    done.add(last);
                }
            }
            if (inGroup) {
                jedis.xack(stream, group, done.toArray(new byte[0][]));
                done.clear();
            }
        }

        @Override
        public void close() {
            jedis.close();
        }
    }
}
