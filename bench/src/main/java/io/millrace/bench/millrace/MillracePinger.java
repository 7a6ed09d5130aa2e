// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.Claim;
import io.millrace.Message;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.bench.payload.Payload;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Transport;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** Publishes pings and handles pongs; in a closed loop the next ping is published from inside the handler. */
final class MillracePinger implements Pinger {
    private final MillraceNode node;
    private final Publication pings;
    private final PongListener listener;
    private final int length;
    private long sum;

    MillracePinger(RunSettings settings, String address, PongListener listener, boolean exclusive) {
        this.listener = listener;
        length = settings.sizes().at(0);
        node = MillraceNode.connectTurned(settings, address, exclusive);
        if (settings.transport() == Transport.REDIS) {
            MillraceOverRedis.subscribe(node, MillraceSystem.REPLY_STREAM, this::onPong);
        } else {
            node.endpoint().subscribe(MillraceSystem.REPLY_STREAM, this::onPong);
        }
        pings = node.publication(MillraceSystem.STREAM);
        node.awaitUp();
    }

    private void onPong(Message message) {
        ByteBuffer buffer = message.buffer();
        int body = buffer.position();
        sum += Payload.sum(buffer, body, message.length());
        listener.onPong(this, buffer.getLong(body), buffer.getLong(body + Long.BYTES));
    }

    @Override
    public void ping(long sequence, long stampNs) {
        while (!offer(sequence, stampNs)) {
            // Within a handler the runtime does by itself what can make room
            CpuWait.yieldCore();
        }
    }

    private boolean offer(long sequence, long stampNs) {
        try (Claim claim = pings.claim(length)) {
            if (!claim.isAccepted()) {
                if (claim.status() != OfferStatus.BACK_PRESSURED && claim.status() != OfferStatus.NOT_CONNECTED) {
                    throw new IllegalStateException("the publication says " + claim.status());
                }
                return false;
            }
            ByteBuffer buffer = claim.buffer();
            int body = buffer.position();
            Payload.write(buffer, body, length, sequence);
            buffer.putLong(body + Long.BYTES, stampNs);
            claim.commit();
            return true;
        }
    }

    @Override
    public void poll() {
        node.turn();
    }

    @Override
    public void await(BooleanSupplier done) {
        if (!node.isTurned()) {
            CpuWait.lazily(done);
            return;
        }
        while (!done.getAsBoolean()) {
            if (node.turn() == 0) {
                CpuWait.yieldCore();
            }
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
