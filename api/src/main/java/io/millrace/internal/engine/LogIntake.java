// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.SubscriptionOptions;
import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import io.millrace.internal.metrics.GroupProbe;
import io.millrace.internal.metrics.Instruments;
import io.millrace.internal.session.EntryHandUp;
import io.millrace.internal.session.Subscriber;
import io.millrace.spi.log.EntrySink;
import io.millrace.spi.log.LogEntry;
import io.millrace.spi.log.LogReader;
import io.millrace.spi.log.Reading;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import org.jspecify.annotations.Nullable;

/** Reads a log for one subscription and calls its handler, on a thread of its own. A daemon, never interrupted by us. */
final class LogIntake implements SubscriberThread, Runnable, EntrySink {

    private static final long WAIT_NS = 1_000_000_000;

    private final LogEndpoint endpoint;
    private final Subscriber subscriber;
    private final LogReader reader;
    private final EntryHandUp handUp;
    private final Ending ending;
    private final Thread thread;
    private final Instruments.@Nullable Registration meters;

    /** Asks the broker to end a wait, for a caller that must not wait itself; guarded by this. */
    private @Nullable Thread asking;

    private boolean isOver;

    LogIntake(
            LogEndpoint endpoint,
            Subscriber subscriber,
            SubscriptionOptions options,
            LogReader reader,
            String name,
            Ending ending,
            @Nullable EndpointMetrics metrics) {
        this.endpoint = endpoint;
        this.subscriber = subscriber;
        this.reader = reader;
        this.handUp = new EntryHandUp(
                subscriber,
                options.reading().group() == null,
                options.maxRate(),
                endpoint.config().session().maxMessage(),
                detail -> lost(detail, null));
        this.ending = ending;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
        this.meters = metrics == null || options.reading().group() == null
                ? null
                : metrics.watch(new Member(subscriber.stream(), options.reading(), reader));
    }

    /** What meters read of it. */
    private record Member(String stream, Reading reading, LogReader reader) implements GroupProbe {

        @Override
        public String group() {
            return String.valueOf(reading.group());
        }

        @Override
        public String consumer() {
            return reading.consumer();
        }

        @Override
        public long lag() {
            return reader.backlog().lag();
        }

        @Override
        public long pending() {
            return reader.backlog().pending();
        }
    }

    @Override
    public void run() {
        Throwable failure = null;
        try {
            long failed = 0;
            while (!subscriber.isClosed()) {
                long generation = endpoint.presence().await(failed, subscriber::isClosed);
                if (generation == Presence.OVER) {
                    break;
                }
                try {
                    readOn();
                } catch (RuntimeException e) {
                    failed = generation;
                    reader.disconnect();
                    if (!subscriber.isClosed()) {
                        endpoint.failed(generation, Faults.of(e, endpoint.title()));
                    }
                }
            }
        } catch (Throwable e) {
            failure = e;
        } finally {
            subscriber.close();
            reader.close();
            awaitAsking();
            if (meters != null) {
                meters.remove();
            }
            ending.ended(failure);
        }
    }

    private void readOn() {
        reader.connect(this);
        while (!subscriber.isClosed()) {
            if (reader.read(this, WAIT_NS) > 0) {
                endpoint.worked();
            }
        }
    }

    // ---- what is read ----

    @Override
    public boolean onEntry(LogEntry entry) {
        return handUp.handUp(entry);
    }

    @Override
    public void rejected(String id, MillraceException cause, String outcome) {
        handUp.rejected();
        emit(Kind.HANDLER_FAILED, "entry " + id + ": " + outcome, cause);
    }

    @Override
    public void lost(String detail, @Nullable MillraceException cause) {
        emit(Kind.GAP, detail, cause);
    }

    private void emit(Kind kind, String detail, @Nullable MillraceException cause) {
        LifecycleEvent event = LifecycleEvent.ofStream(
                kind, endpoint.title(), "", subscriber.stream(), RemoteText.clean(detail, 1024), cause);
        endpoint.agent().execute(() -> endpoint.emit(event));
    }

    // ---- any thread ----

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void wake() {
        endpoint.presence().look();
        if (isCurrentThread()) {
            return;
        }
        if (endpoint.agent().mustNotWait()) {
            // Waking asks the broker, which may take its time
            wakeAside();
        } else {
            reader.wake();
        }
    }

    /** Once is enough: the subscription is closed. */
    private synchronized void wakeAside() {
        if (asking == null && !isOver) {
            asking = new Thread(reader::wake, thread.getName() + "-wake");
            asking.setDaemon(true);
            asking.start();
        }
    }

    /** The thread is not at its end before who woke it is: nobody waits for that one by itself. */
    private void awaitAsking() {
        @Nullable Thread waking;
        synchronized (this) {
            isOver = true;
            waking = asking;
        }
        if (waking != null) {
            SubscriberThread.awaitEnd(waking, Long.MAX_VALUE);
        }
    }

    @Override
    public void disconnect() {
        reader.disconnect();
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public long duplicates() {
        return handUp.duplicates();
    }

    @Override
    public void awaitEnd(long patienceNs) {
        SubscriberThread.awaitEnd(thread, patienceNs);
    }
}
