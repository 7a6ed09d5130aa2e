// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.bench.system.Broadcaster;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.RunSettings;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One publication of a listening endpoint, from one ring to every session. */
final class MillraceBroadcaster implements Broadcaster {
    private static final long FOLLOWERS_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);

    /** A session is there a moment before its subscriber has answered the announcement of the stream. */
    private static final long SETTLE_NS = TimeUnit.MILLISECONDS.toNanos(300);

    /** A slow one has 5 s, and must first have kept a ring full. */
    private static final long DETACH_TIMEOUT_S = 40;

    private final CountDownLatch detached = new CountDownLatch(1);
    private final MillraceNode node;
    private final MillraceSender sender;

    MillraceBroadcaster(RunSettings settings, boolean exclusive) {
        node = MillraceNode.listen(settings, exclusive, event -> {
            if (event.kind() == Kind.SLOW_CONSUMER) {
                detached.countDown();
            }
        });
        sender = new MillraceSender(settings, node);
    }

    @Override
    public String address() {
        return node.address();
    }

    @Override
    public void awaitFollowers(int count) {
        if (!CpuWait.until(() -> node.endpoint().sessions() == count, FOLLOWERS_TIMEOUT_NS)) {
            throw new IllegalStateException(
                    "of " + count + " subscribers only " + node.endpoint().sessions() + " have come");
        }
        LockSupport.parkNanos(SETTLE_NS);
    }

    @Override
    public void awaitDetached() throws InterruptedException {
        if (!detached.await(DETACH_TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the slow subscriber was not detached within " + DETACH_TIMEOUT_S + " s");
        }
    }

    @Override
    public Lane lane(int producer) {
        return sender.lane(producer);
    }

    @Override
    public boolean awaitProcessed(long published, Duration timeout) {
        return sender.awaitProcessed(published, timeout);
    }

    @Override
    public void close() {
        sender.close();
    }
}
