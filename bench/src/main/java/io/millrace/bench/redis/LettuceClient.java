// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.Consumer;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lettuce: asynchronous commands that are flushed so many at a time and then waited for, as its manual advises. */
final class LettuceClient implements HandClient {
    private static final int COUNT = 512;
    private static final Duration WAIT = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] DATA = "data".getBytes(US_ASCII);
    private static final byte[] POS = "pos".getBytes(US_ASCII);
    private static final byte[] EPOCH_FIELD = "epoch".getBytes(US_ASCII);
    private static final byte[] EPOCH_VALUE = EPOCH.getBytes(US_ASCII);

    @Override
    public EntryAppender appender(String address, String stream) {
        return new Appender(RedisClient.create("redis://" + address), stream.getBytes(US_ASCII));
    }

    @Override
    public EntryReader reader(String address, String stream, boolean inGroup) {
        return new Reader(RedisClient.create("redis://" + address), stream.getBytes(US_ASCII), inGroup);
    }

    private static final class Appender implements EntryAppender {
        private final RedisClient client;
        private final StatefulRedisConnection<byte[], byte[]> connection;
        private final byte[] stream;
        private final List<RedisFuture<String>> underWay = new ArrayList<>();

        Appender(RedisClient client, byte[] stream) {
            this.client = client;
            this.connection = client.connect(ByteArrayCodec.INSTANCE);
            connection.setAutoFlushCommands(false);
            this.stream = stream;
        }

        @Override
        public void append(byte[] data, long position) {
            byte[] pos = Long.toString(position).getBytes(US_ASCII);
            underWay.add(connection.async().xadd(stream, Map.of(DATA, data, POS, pos, EPOCH_FIELD, EPOCH_VALUE)));
            if (underWay.size() == COUNT) {
                flush();
            }
        }

        @Override
        public void flush() {
            connection.flushCommands();
            if (!LettuceFutures.awaitAll(PATIENCE, underWay.toArray(RedisFuture[]::new))) {
                throw new IllegalStateException("no answer within " + PATIENCE);
            }
            underWay.clear();
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }

    private static final class Reader implements EntryReader {
        private final RedisClient client;
        private final StatefulRedisConnection<byte[], byte[]> connection;
        private final byte[] stream;
        private final byte[] group = GROUP.getBytes(US_ASCII);
        private final boolean inGroup;
        private final XReadArgs args = new XReadArgs().count(COUNT).block(WAIT);
        private String last = "0";

        Reader(RedisClient client, byte[] stream, boolean inGroup) {
            this.client = client;
            this.connection = client.connect(ByteArrayCodec.INSTANCE);
            this.stream = stream;
            this.inGroup = inGroup;
            if (inGroup) {
                connection
                        .sync()
                        .xgroupCreate(StreamOffset.from(stream, last), group, new XGroupCreateArgs().mkstream(true));
            }
        }

        @Override
        @SuppressWarnings("unchecked") // the array of the varargs
        public void read(java.util.function.Consumer<byte[]> data) {
            List<StreamMessage<byte[], byte[]>> entries = inGroup
                    ? connection.sync().xreadgroup(Consumer.from(group, group), args, StreamOffset.lastConsumed(stream))
                    : connection.sync().xread(args, StreamOffset.from(stream, last));
            for (StreamMessage<byte[], byte[]> entry : entries) {
                entry.getBody().forEach((name, value) -> {
                    if (name.length == DATA.length) {
                        data.accept(value);
                    }
                });
                last = entry.getId();
            }
            if (inGroup && !entries.isEmpty()) {
                connection
                        .sync()
                        .xack(
                                stream,
                                group,
                                entries.stream().map(StreamMessage::getId).toArray(String[]::new));
            }
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }
}
