// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import java.util.List;

/**
 * How a runtime was when {@link Millrace#health()} was asked. Immutable; for any thread.
 *
 * @param live whether its loops progress: each has begun a turn within the last ten seconds. If not, restart the process
 * @param ready whether every endpoint opened with {@code required=true}, the default, is UP or DEGRADED. If not, send
 *     the process no work yet
 * @param reasons why it is not live, not ready or degraded, a line each; empty if all is well
 */
public record Health(boolean live, boolean ready, List<String> reasons) {

    public Health {
        reasons = List.copyOf(reasons);
    }
}
