// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in for a runtime: a transport, the selector in which its I/O agent sleeps, and how often it was woken. The test's
 * thread is the agent.
 */
final class Crank implements TransportContext, AutoCloseable {

    private final Selector selector;
    private final PeerTransport transport;
    private final AtomicInteger wakeUps = new AtomicInteger();
    private int wakeUpsSeen;

    Crank(PeerTransportProvider provider) {
        selector = open();
        transport = provider.create(this);
    }

    static Selector open() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Selector selector() {
        return selector;
    }

    @Override
    public void wakeup() {
        wakeUps.incrementAndGet();
        selector.wakeup();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    PeerTransport transport() {
        return transport;
    }

    /** Notes what is ready, without waiting, and forgets wake-ups; true if there were any. */
    boolean look() {
        try {
            boolean ready = selector.selectNow(Crank::note) > 0;
            return woken() || ready;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sleeps until something wakes it; false if the time passed first. */
    boolean sleep(Duration longest) {
        return sleepIn(selector, longest);
    }

    /** As {@link #sleep} in the selector of another agent of the same runtime. */
    boolean sleepIn(Selector other, Duration longest) {
        long deadlineNs = System.nanoTime() + longest.toNanos();
        try {
            while (true) {
                if (other.selectNow(Crank::note) > 0 || woken()) {
                    return true;
                }
                long restMs = (deadlineNs - System.nanoTime()) / 1_000_000;
                if (restMs <= 0) {
                    return false;
                }
                if (other.select(Crank::note, restMs) > 0 || woken()) {
                    return true;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean woken() {
        int now = wakeUps.get();
        boolean woken = now != wakeUpsSeen;
        wakeUpsSeen = now;
        return woken;
    }

    static void note(SelectionKey key) {
        if (key.attachment() instanceof ReadyHandler handler) {
            handler.onReady(key.readyOps());
        }
    }

    @Override
    public void close() {
        try {
            transport.close();
            selector.selectNow();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
