// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The server is away for long, under load: publishers are back-pressured, memory stays as it is, and all is delivered afterwards.
 * {@code transport-redis/campaign away} has it be away for 60 s.
 */
@Timeout(600)
class ServerAwayTest {

    private static final int AWAY_S = Integer.getInteger("millrace.redis.away", 4);
    private static final int LOAD_S = Math.max(1, AWAY_S / 10);
    private static final long MORE_THAN_NOTHING = 4 << 20;

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean ended;

    private void publishOn(Publication orders) {
        ByteBuffer message = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        while (!ended) {
            message.putLong(0, published.get());
            if (orders.offer(message, 0, 32) == OfferStatus.ACCEPTED) {
                published.incrementAndGet();
            } else {
                refused.incrementAndGet();
                Thread.yield();
            }
        }
    }

    /** Heap that is reached, and memory outside of it. */
    private static long memory() {
        System.gc();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct;
    }

    @Test
    void publishersWaitAndMemoryStaysAsItIs() throws InterruptedException {
        News news = new News();
        AtomicLong handled = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        try (RedisProcess redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.subscribe(
                    "orders", SubscriptionOptions.builder().fromStart().build(), message -> {
                        if (message.getLong(0) != handled.get()) {
                            wrong.incrementAndGet();
                        }
                        handled.incrementAndGet();
                    });
            Publication orders = endpoint.publication("orders");
            Thread publisher = new Thread(() -> publishOn(orders));
            publisher.start();
            RedisProcess.pause(1_000L * LOAD_S);
            redis.kill();
            // What fills the ring, and what is made once
            RedisProcess.pause(1_000);
            long before = published.get();
            long memory = memory();
            long refusedBefore = refused.get();
            RedisProcess.pause(1_000L * AWAY_S);
            long grown = memory() - memory;
            assertThat(published.get())
                    .as("accepted whilst the server was away")
                    .isEqualTo(before);
            assertThat(refused.get()).isGreaterThan(refusedBefore);
            assertThat(grown).as("bytes more").isLessThan(MORE_THAN_NOTHING);
            assertThat(news.of(Kind.ATTEMPT_FAILED)).isNotEmpty();
            redis.restart();
            Inbox.awaitThat(() -> published.get() > before);
            RedisProcess.pause(1_000L * LOAD_S);
            ended = true;
            publisher.join();
            assertThat(orders.drain(Duration.ofSeconds(60))).isTrue();
            assertThat(redis.number("XLEN", "orders")).isEqualTo(published.get());
            Inbox.awaitThat(() -> handled.get() >= published.get());
            assertThat(handled.get()).isEqualTo(published.get());
            assertThat(wrong).hasValue(0);
            assertThat(news.of(Kind.LOSS)).isEmpty();
            System.getLogger(getClass().getName())
                    .log(
                            System.Logger.Level.INFO,
                            "away for " + AWAY_S + " s: " + published + " published, " + before
                                    + " of them before, offers refused " + (refused.get() - refusedBefore)
                                    + ", memory grew by " + grown / 1024 + " KiB");
        }
    }
}
