// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import io.millrace.bench.payload.Payload;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** Appends a ping, waits for its answer, and reads pongs on a thread of its own, from inside which the next ping goes out. */
final class HandPinger implements Pinger {
    private final EntryAppender appender;
    private final EntryReader reader;
    private final int length;
    private final PongListener listener;
    private final Thread thread;
    private volatile boolean closed;
    private long position;
    private long sum;

    HandPinger(EntryAppender appender, EntryReader reader, int length, PongListener listener) {
        this.appender = appender;
        this.reader = reader;
        this.length = length;
        this.listener = listener;
        this.thread = new Thread(this::readOn, "reader");
        thread.setDaemon(true);
        thread.start();
    }

    private void readOn() {
        while (!closed) {
            reader.read(this::onPong);
        }
    }

    private void onPong(byte[] data) {
        ByteBuffer body = HandBody.wrap(data);
        sum += Payload.sum(body, 0, data.length);
        listener.onPong(this, body.getLong(0), body.getLong(Long.BYTES));
    }

    @Override
    public void ping(long sequence, long stampNs) {
        byte[] data = HandBody.of(length, sequence);
        HandBody.wrap(data).putLong(Long.BYTES, stampNs);
        appender.append(data, position);
        position += length;
        appender.flush();
    }

    @Override
    public void await(BooleanSupplier done) {
        CpuWait.lazily(done);
    }

    /** Keeps the reads from being dead code. */
    long sum() {
        return sum;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        appender.close();
        reader.close();
    }
}
