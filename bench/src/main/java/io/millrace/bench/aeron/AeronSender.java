// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Sender;
import java.time.Duration;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** Publishes each message by itself, in place or out of a buffer of its own. */
final class AeronSender implements Sender {
    private final AeronNode node;
    private final ExclusivePublication publication;
    private final Subscription replies;
    private final PayloadSizes sizes;
    private final boolean offers;
    private final BufferClaim claim = new BufferClaim();
    private final UnsafeBuffer own;
    private long processed;

    AeronSender(RunSettings settings, String address, boolean offers) {
        this.offers = offers;
        sizes = settings.sizes();
        own = new UnsafeBuffer(BufferUtil.allocateDirectAligned(sizes.maxBytes() + Long.BYTES, 64));
        node = AeronNode.connecting(settings, address);
        replies = node.replies();
        publication = node.toListener();
        AeronNode.awaitConnected(publication);
    }

    @Override
    public Lane lane(int producer) {
        return this::publish;
    }

    private int publish(long sequence, int count) {
        for (int i = 0; i < count; i++) {
            long number = sequence + i;
            int length = sizes.at(number);
            if (offers || length > publication.maxPayloadLength()) {
                AeronPayload.write(own, 0, length, number);
                while (isRefused(publication.offer(own, 0, length))) {
                    CpuWait.yieldCore();
                }
            } else {
                while (isRefused(publication.tryClaim(length, claim))) {
                    CpuWait.yieldCore();
                }
                AeronPayload.write(claim.buffer(), claim.offset(), length, number);
                claim.commit();
            }
        }
        return count;
    }

    private static boolean isRefused(long result) {
        if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
            throw new IllegalStateException("the publication is over: " + result);
        }
        return result < 0;
    }

    @Override
    public boolean awaitProcessed(long published, Duration timeout) {
        return CpuWait.until(
                () -> {
                    replies.poll((buffer, offset, length, header) -> processed = buffer.getLong(offset), 1);
                    return processed == published;
                },
                timeout.toNanos());
    }

    @Override
    public void close() {
        node.close();
    }
}
