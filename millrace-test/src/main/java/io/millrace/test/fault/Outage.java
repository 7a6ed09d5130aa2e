// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One planned interruption of a {@link FaultProxy}. Both futures are completed on the proxy's thread, exceptionally if
 * the proxy is closed before.
 *
 * @param cut where the link was cut
 * @param flowingAgain from the moment the proxy accepted connections again to the first DATA frame that passed
 */
public record Outage(CompletableFuture<Cut> cut, CompletableFuture<Duration> flowingAgain) {
    Outage() {
        this(new CompletableFuture<>(), new CompletableFuture<>());
    }

    void fail(Throwable cause) {
        cut.completeExceptionally(cause);
        flowingAgain.completeExceptionally(cause);
    }
}
