// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.RunSettings;
import java.util.function.BooleanSupplier;
import org.agrona.BufferUtil;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** Offers one message and polls for what comes back, all on the caller's thread. */
final class AeronPinger implements Pinger {
    private static final int FRAGMENTS = 16;

    private final AeronNode node;
    private final ExclusivePublication publication;
    private final Subscription replies;
    private final FragmentHandler handler;
    private final IdleStrategy idle;
    private final UnsafeBuffer message;
    private final int length;
    private long sum;

    AeronPinger(RunSettings settings, String address, PongListener listener) {
        length = settings.sizes().at(0);
        message = new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, 64));
        AeronPayload.write(message, 0, length, 0);
        node = AeronNode.connecting(settings, address);
        idle = node.idle();
        replies = node.replies();
        publication = node.toListener();
        handler = new FragmentAssembler((buffer, offset, size, header) -> {
            sum += AeronPayload.sum(buffer, offset, size);
            listener.onPong(this, buffer.getLong(offset), buffer.getLong(offset + Long.BYTES));
        });
        AeronNode.awaitConnected(publication);
    }

    @Override
    public void ping(long sequence, long stampNs) {
        message.putLong(0, sequence);
        message.putLong(Long.BYTES, stampNs);
        while (publication.offer(message, 0, length) < 0) {
            CpuWait.yieldCore();
        }
    }

    @Override
    public void poll() {
        replies.poll(handler, FRAGMENTS);
    }

    @Override
    public void await(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            idle.idle(replies.poll(handler, FRAGMENTS));
        }
    }

    /** Keeps the reads from being dead code. */
    long sum() {
        return sum;
    }

    @Override
    public void close() {
        node.close();
    }
}
