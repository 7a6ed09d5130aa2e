// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.spi.TransportContext.ReadyHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The selector that an agent sleeps in, and the way to wake it. Selecting is for the agent's thread, {@link #wakeup} and
 * {@link #signal} for any.
 *
 * <p>As {@link AgentMode} says: before it sleeps the agent looks once more for what others may have stored for it; they
 * store theirs and then wake it if it sleeps.
 */
final class AgentSelector {

    private final Selector selector;
    private final Consumer<SelectionKey> readyKeys = AgentSelector::onReady;
    private final AgentMode mode = new AgentMode();
    private volatile boolean signalled;

    AgentSelector() {
        this(open());
    }

    AgentSelector(Selector selector) {
        this.selector = selector;
    }

    private static Selector open() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Selector selector() {
        return selector;
    }

    AgentMode mode() {
        return mode;
    }

    /** A transport whose links wake no selector has something for the agent: ends its sleep, or keeps it from the next. */
    void signal() {
        if (!signalled) {
            signalled = true;
        }
        wakeup();
    }

    /** Ends the agent's sleep, so that it looks again for what was stored before the call. */
    void wakeup() {
        if (mode.claimWakeUp()) {
            selector.wakeup();
        }
    }

    /** Before the links are polled: what comes after that signals again. */
    void clearSignal() {
        if (signalled) {
            signalled = false;
        }
    }

    boolean isSignalled() {
        return signalled;
    }

    /** Notes what is ready, without waiting; without a system call where nothing is registered, as over memory. */
    void selectNow() {
        if (selector.keys().isEmpty()) {
            return;
        }
        try {
            selector.selectNow(readyKeys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sleeps unless, looking once more, it finds something to do. */
    void sleep(BooleanSupplier nothingToDo, long timeoutMs) {
        mode.fallAsleep();
        if (!signalled && nothingToDo.getAsBoolean()) {
            try {
                selector.select(readyKeys, timeoutMs);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        mode.awake();
    }

    private static void onReady(SelectionKey key) {
        if (key.attachment() instanceof ReadyHandler handler) {
            handler.onReady(key.readyOps());
        }
    }

    void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
