// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import java.util.function.Function;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** Polls a subscription on a thread of its own, and answers on the other stream: with how many came, or with what came. */
final class AeronReceiver implements Receiver {
    private static final int FRAGMENTS = 256;

    private final AeronNode node;
    private final Subscription requests;
    private final ExclusivePublication replies;
    private final IdleStrategy idle;
    private final Thread thread;
    private volatile boolean closed;

    private AeronReceiver(
            RunSettings settings,
            Function<AeronReceiver, Runnable> whenQuiet,
            Function<AeronReceiver, FragmentHandler> handler) {
        this.node = AeronNode.listening(settings);
        this.requests = node.requests();
        this.replies = node.toConnector();
        this.idle = node.idle();
        FragmentHandler whole = new FragmentAssembler(handler.apply(this));
        Runnable quiet = whenQuiet.apply(this);
        this.thread = new Thread(() -> run(whole, quiet), "aeron-reader");
        thread.setDaemon(true);
        thread.start();
    }

    static AeronReceiver counting(RunSettings settings, PayloadVerifier verifier) {
        UnsafeBuffer count = new UnsafeBuffer(new byte[Long.BYTES]);
        long[] told = {0};
        return new AeronReceiver(
                settings,
                receiver -> () -> {
                    long received = verifier.received();
                    count.putLong(0, received);
                    if (received != told[0] && receiver.replies.offer(count) > 0) {
                        told[0] = received;
                    }
                },
                receiver -> (buffer, offset, length, header) -> verifier.accept(
                        length, AeronPayload.word(buffer, offset, length), AeronPayload.sum(buffer, offset, length)));
    }

    static AeronReceiver echoing(RunSettings settings) {
        return new AeronReceiver(settings, receiver -> () -> {}, receiver -> (buffer, offset, length, header) -> {
            receiver.idle.reset();
            while (receiver.replies.offer(buffer, offset, length) < 0 && !receiver.closed) {
                receiver.idle.idle();
            }
        });
    }

    private void run(FragmentHandler handler, Runnable whenQuiet) {
        while (!closed) {
            int fragments = requests.poll(handler, FRAGMENTS);
            if (fragments == 0) {
                whenQuiet.run();
            }
            idle.idle(fragments);
        }
    }

    @Override
    public String address() {
        return node.address();
    }

    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        node.close();
    }
}
