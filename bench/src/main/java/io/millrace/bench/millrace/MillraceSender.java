// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.payload.ProducerWord;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.PublishApi;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Claims, writes in place and commits, or offers a buffer; yields while back-pressured, and in front of a pipeline waits as the
 * Disruptor that it is compared with does.
 */
final class MillraceSender implements Sender {
    private final IntSupplier turn;
    private final Runnable end;
    private final Publication publication;
    private final PayloadSizes sizes;
    private final PublishApi api;
    private final Runnable waiting;

    MillraceSender(RunSettings settings, String address, boolean exclusive) {
        this(settings, connected(settings, MillraceNode.connectTurned(settings, address, exclusive)));
    }

    private static MillraceNode connected(RunSettings settings, MillraceNode node) {
        if (node.isTurned() && settings.scenario() == Scenario.THROUGHPUT_3P) {
            node.close();
            throw new IllegalArgumentException(
                    "--threading invoker has one thread that turns the runtime: it cannot publish from three");
        }
        node.awaitUp();
        return node;
    }

    /** The node becomes the sender's, which closes it. */
    MillraceSender(RunSettings settings, MillraceNode node) {
        this(settings, node.publication(MillraceSystem.STREAM), node::turn, node::close);
        node.checkFits(publication, sizes);
    }

    /** The publication's owner goes on, and ends, with {@code turn} and {@code end}. */
    MillraceSender(RunSettings settings, Publication publication, IntSupplier turn, Runnable end) {
        this.turn = turn;
        this.end = end;
        this.publication = publication;
        sizes = settings.sizes();
        api = settings.api();
        waiting = settings.scenario().isPipeline() ? CpuWait::parkShortly : CpuWait::yieldCore;
    }

    @Override
    public Lane lane(int producer) {
        if (api == PublishApi.CLAIM) {
            return (sequence, count) -> publishInPlace(producer, sequence, count);
        }
        ByteBuffer source = ByteBuffer.allocateDirect(sizes.maxBytes()).order(ByteOrder.LITTLE_ENDIAN);
        return (sequence, count) -> publishCopied(source, producer, sequence, count);
    }

    private int publishInPlace(int producer, long sequence, int count) {
        for (long index = sequence; index < sequence + count; index++) {
            int length = sizes.at(index);
            long word = ProducerWord.of(producer, index);
            while (!writeInPlace(length, word)) {
                giveWay();
            }
        }
        turn();
        return count;
    }

    private boolean writeInPlace(int length, long word) {
        try (Claim claim = publication.claim(length)) {
            if (!claim.isAccepted()) {
                check(claim.status());
                return false;
            }
            ByteBuffer buffer = claim.buffer();
            Payload.write(buffer, buffer.position(), length, word);
            claim.commit();
            return true;
        }
    }

    private int publishCopied(ByteBuffer source, int producer, long sequence, int count) {
        for (long index = sequence; index < sequence + count; index++) {
            int length = sizes.at(index);
            Payload.write(source, 0, length, ProducerWord.of(producer, index));
            OfferStatus status = publication.offer(source, 0, length);
            while (status != OfferStatus.ACCEPTED) {
                check(status);
                giveWay();
                status = publication.offer(source, 0, length);
            }
        }
        turn();
        return count;
    }

    private int turn() {
        return turn.getAsInt();
    }

    private void giveWay() {
        if (turn() == 0) {
            waiting.run();
        }
    }

    static void check(OfferStatus status) {
        if (status != OfferStatus.BACK_PRESSURED && status != OfferStatus.NOT_CONNECTED) {
            throw new IllegalStateException("the publication says " + status);
        }
    }

    @Override
    public boolean awaitProcessed(long published, Duration timeout) {
        // The lanes' threads are at rest: from here on it is this one that turns the runtime
        turn();
        return publication.drain(timeout);
    }

    @Override
    public long progress() {
        return publication.acknowledged();
    }

    @Override
    public void close() {
        end.run();
    }
}
