// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into an orderly end. A command that can stop early calls {@link #awaitOr} or looks at
 * {@link #requested()}; the process then ends with the exit code of that command. A command that never asks is ended by
 * the signal at once, as any JVM. Thread-safe.
 *
 * <p>A shutdown hook holds the JVM until the command has finished. {@code sun.misc.Signal} would do too, but it is not a
 * supported API and warns at compile time.
 */
public final class Interruption {
    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CompletableFuture<Integer> finished = new CompletableFuture<>();
    private final AtomicBoolean observed = new AtomicBoolean();

    /** Hears the signals of this process. */
    static Interruption install() {
        Interruption interruption = new Interruption();
        Thread hook = new Thread(interruption::onShutdown, "millrace-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        return interruption;
    }

    /** Whether the command is to come to an end. */
    public boolean requested() {
        observed.set(true);
        return requested.isDone();
    }

    /** As a signal does. */
    public void request() {
        requested.complete(null);
    }

    /**
     * Waits for the work to end or for a request to stop, at most so long.
     *
     * @return true if one of the two has happened
     * @throws RuntimeException what the work failed with
     */
    public boolean awaitOr(CompletableFuture<?> work, long timeoutMs) {
        observed.set(true);
        try {
            CompletableFuture.anyOf(work, requested).get(timeoutMs, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request();
            return true;
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The command has ended, and the process may. */
    void finish(int exitCode) {
        finished.complete(exitCode);
    }

    private void onShutdown() {
        if (finished.isDone() || !observed.get()) {
            return;
        }
        request();
        // halt, because the exit code of a process that was sent a signal is otherwise 130 or 143
        Runtime.getRuntime().halt(finished.join());
    }
}
