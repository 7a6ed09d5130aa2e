// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The result of a command that another thread's agent runs. */
final class CommandResult {

    private CommandResult() {}

    /** Runs a command on an agent's thread, at once if this is that thread, and waits as told. */
    static <T> T call(EngineAgent agent, Supplier<T> command, Consumer<CompletableFuture<T>> wait) {
        if (agent.isCurrentThread()) {
            return command.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        agent.execute(() -> {
            try {
                result.complete(command.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            wait.accept(result);
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
