// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import io.millrace.bench.system.CpuWait;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import redis.clients.jedis.Jedis;

/**
 * How many messages the reading side has handled, told to the publishing side by a key: a log's broker only knows what was
 * appended. The same for every system: a thread that looks each two milliseconds.
 */
public final class HandledCount implements AutoCloseable {
    private static final String KEY = "bench:handled";
    private static final long STEP_NS = 2_000_000;

    private final Jedis jedis;
    private final Thread thread;
    private volatile boolean closed;

    private HandledCount(String address, LongSupplier handled) {
        jedis = HandClients.jedis(address);
        thread = new Thread(() -> tell(handled), "handled-count");
        thread.setDaemon(true);
    }

    /** Tells it from now on; closed by who has called. */
    public static HandledCount telling(String address, LongSupplier handled) {
        HandledCount count = new HandledCount(address, handled);
        count.thread.start();
        return count;
    }

    private void tell(LongSupplier handled) {
        long told = -1;
        while (!closed) {
            long now = handled.getAsLong();
            if (now != told) {
                jedis.set(KEY, Long.toString(now));
                told = now;
            }
            LockSupport.parkNanos(STEP_NS);
        }
    }

    /** Whether it came to that many in time. */
    public static boolean await(String address, long messages, Duration timeout) {
        try (Jedis asking = HandClients.jedis(address)) {
            return CpuWait.until(() -> Long.toString(messages).equals(asking.get(KEY)), timeout.toNanos());
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        jedis.close();
    }
}
