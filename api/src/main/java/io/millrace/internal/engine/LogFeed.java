// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.FrameRun;
import io.millrace.spi.log.LogAppender;
import io.millrace.spi.log.LogAppender.Resumption;
import io.millrace.supervision.LifecycleEvent;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes a publication's messages to a log: out of the ring to the appender, and the gate of the ring on as far as the broker
 * has answered. Its thread waits for the answers and sends on. A lone message, before which nothing is under way, is sent by
 * the thread that has published it, and so waits for no other.
 *
 * <p><b>Who sends.</b> A publisher makes its frame visible, fences, and looks whether anything is under way; if so it leaves the
 * frame to the feed's thread. That one stores what has been answered, fences, and looks for frames. One of the two sees the
 * other. The lock of who sends is only tried: a holder looks again after its release.
 */
final class LogFeed implements Runnable {

    private static final int MAX_RUN_BYTES = 64 << 10;
    private static final long LOOK_NS = 1_000_000_000;

    private final LogEndpoint endpoint;
    private final RingPublication publication;
    private final RingStream stream;
    private final LogAppender appender;
    private final int window;
    private final boolean inline;
    private final Thread thread;
    private final AtomicBoolean sending = new AtomicBoolean();
    private final FrameRun run = new FrameRun();
    private ByteBuffer gathered = ByteBuffer.allocateDirect(0);

    private volatile boolean live;
    private volatile boolean ended;

    private volatile @Nullable MillraceException failure;

    /** Everything before it was handed to the appender; moved by who holds the lock. */
    private volatile long sent;

    /** End of the last message among it; PADs behind it need no answer. Moved before {@link #sent}. */
    private volatile long lastMessageEnd;

    /** Everything before it is stored. */
    private volatile long stored;

    LogFeed(LogEndpoint endpoint, RingPublication publication, LogAppender appender, String name) {
        this.endpoint = endpoint;
        this.publication = publication;
        this.stream = publication.published();
        this.appender = appender;
        this.window = stream.window();
        this.inline = endpoint.config().inline();
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    // ---- publishing threads ----

    /** Something was published; the caller has fenced. */
    void published() {
        if (stored < lastMessageEnd) {
            return;
        }
        if (inline && live) {
            trySend(false);
        } else if (!inline) {
            endpoint.presence().look();
        }
    }

    // ---- sending: whoever holds the lock ----

    /** Sends what there is, within the window. A failure is left to the feed's thread, which meets it as well. */
    private void trySend(boolean everything) {
        boolean more;
        do {
            if (!sending.compareAndSet(false, true)) {
                return;
            }
            try {
                more = live && sendRun();
                while (more && everything) {
                    more = live && sendRun();
                }
            } catch (RuntimeException e) {
                failure = Faults.of(e, endpoint.title());
                live = false;
                appender.disconnect();
                return;
            } finally {
                sending.set(false);
            }
            VarHandle.fullFence();
        } while (everything ? isSendable() : !more && isSendable());
    }

    private boolean isSendable() {
        FrameRing ring = stream.ring();
        return live && ring != null && ring.isPublished(sent) && sent - stored < window;
    }

    private boolean sendRun() {
        FrameRing ring = stream.ring();
        long from = sent;
        long limit = stored + window;
        if (ring == null || from >= limit || !ring.isPublished(from)) {
            return false;
        }
        if (ring.isFragment(from)) {
            long last = gather(ring, from);
            handOver(last, last);
            appender.append(gathered, 0, gathered.position(), last);
            return true;
        }
        long end = ring.nextFragment(from, Math.min(limit, from + MAX_RUN_BYTES));
        if (!ring.scan(from, Math.min(end, limit), MAX_RUN_BYTES, run)) {
            return false;
        }
        if (run.messages() == 0) {
            handOver(lastMessageEnd, run.end());
            settle();
            return true;
        }
        handOver(run.end(), run.end());
        appender.append(ring.buffer(), ring.offset(from), run.wireLength(), run.end());
        return true;
    }

    private void handOver(long messageEnd, long end) {
        lastMessageEnd = messageEnd;
        sent = end;
    }

    /** If every message is answered, so is what lies behind the last one. */
    private void settle() {
        long end = sent;
        if (stored >= lastMessageEnd) {
            move(end);
        }
    }

    /** Copies the fragments of one message together, which may lie around the end of the ring; returns where it ends. */
    private long gather(FrameRing ring, long from) {
        gathered.clear();
        long at = from;
        boolean isLast;
        do {
            int length = ring.wireLengthAt(at);
            if (gathered.remaining() < length) {
                grow(length);
            }
            gathered.put(gathered.position(), ring.buffer(), ring.offset(at), length);
            gathered.position(gathered.position() + length);
            isLast = ring.endsMessage(at);
            at = ring.endOf(at);
        } while (!isLast);
        return at;
    }

    private void grow(int by) {
        int wanted = Math.max(gathered.position() + by, 2 * gathered.capacity());
        ByteBuffer larger = ByteBuffer.allocateDirect(wanted).order(ByteOrder.LITTLE_ENDIAN);
        gathered.flip();
        gathered = larger.put(gathered);
    }

    // ---- the thread ----

    @Override
    public void run() {
        long failed = 0;
        try {
            while (!ended) {
                long generation = endpoint.presence().await(failed, () -> ended);
                if (generation == Presence.OVER) {
                    break;
                }
                try {
                    pump();
                } catch (RuntimeException e) {
                    failed = generation;
                    if (!ended) {
                        endpoint.failed(generation, Faults.of(e, endpoint.title()));
                    }
                }
            }
        } catch (LinkageError | VirtualMachineError e) {
            endpoint.agent().execute(() -> endpoint.broke(e));
        } finally {
            halt();
            appender.close();
            endpoint.ended(this);
        }
    }

    private void pump() {
        resume(appender.connect(stored));
        try {
            while (!ended) {
                trySend(true);
                long answered = appender.await(LOOK_NS);
                if (answered > stored) {
                    move(answered);
                    settle();
                    endpoint.worked();
                }
            }
        } catch (MillraceException e) {
            MillraceException first = failure;
            throw first != null ? first : e;
        } finally {
            halt();
        }
    }

    /** From now on nobody sends: whoever is at it is waited for. */
    private void halt() {
        live = false;
        appender.disconnect();
        while (!sending.compareAndSet(false, true)) {
            Thread.onSpinWait();
        }
        sending.set(false);
    }

    private void resume(Resumption resumption) {
        if (resumption.isLossy()) {
            endpoint.agent().execute(() -> endpoint.emit(lost(resumption)));
        }
        failure = null;
        handOver(resumption.position(), resumption.position());
        move(resumption.position());
        live = true;
    }

    private LifecycleEvent lost(Resumption resumption) {
        return new LifecycleEvent(
                LifecycleEvent.Kind.LOSS,
                endpoint.title(),
                "",
                stream.name(),
                null,
                null,
                MillraceException.of(
                        ErrorCode.BROKER_STATE_LOST,
                        resumption.detail(),
                        "have the broker keep what it acknowledges: see its persistence, and option durability"),
                "the broker had acknowledged it",
                resumption.lostFrom(),
                resumption.lostTo(),
                0,
                LifecycleEvent.NO_RETRY);
    }

    /** By the thread, and by who holds the lock: never back. */
    private synchronized void move(long position) {
        if (position <= stored) {
            return;
        }
        stored = position;
        FrameRing ring = stream.ring();
        if (ring != null) {
            ring.gate(position);
        }
        VarHandle.fullFence();
        if (stream.isClosing() && position >= stream.publishedEnd()) {
            endpoint.agent().execute(() -> endpoint.publicationClosed(publication));
        }
    }

    // ---- for the endpoint; any thread ----

    /** Messages that the broker has. */
    long stored() {
        return appender.stored();
    }

    /** Messages that were sent once more. */
    long resent() {
        return appender.resent();
    }

    /** Drops the connection; the thread makes another when the broker is there. */
    void disconnect() {
        live = false;
        appender.disconnect();
    }

    /** The publication is over. */
    void close() {
        ended = true;
        live = false;
        appender.disconnect();
        endpoint.presence().look();
    }

    void awaitEnd(long patienceNs) {
        SubscriberThread.awaitEnd(thread, patienceNs);
    }
}
