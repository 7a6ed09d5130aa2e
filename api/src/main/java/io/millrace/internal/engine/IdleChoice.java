// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.IdleMode;
import io.millrace.ThreadingMode;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import org.jspecify.annotations.Nullable;

/**
 * How a runtime's threads wait: as its builder says, else as the first URI says that sets {@code idle}. Whoever says
 * something else later gets an error: threads are the runtime's, and the last one must not win. Any thread.
 */
final class IdleChoice {

    private final ThreadingMode threading;
    private @Nullable IdleMode chosen;
    private String by;

    IdleChoice(ThreadingMode threading, @Nullable IdleMode built) {
        this.threading = threading;
        this.chosen = built;
        this.by = "its builder";
    }

    /** What is chosen after an endpoint has had its say. */
    synchronized IdleMode settle(EndpointUri uri, Options options) {
        IdleMode present = chosen;
        if (options.isSet(EndpointOptions.IDLE) && threading != ThreadingMode.INVOKER) {
            IdleMode wanted = options.get(EndpointOptions.IDLE);
            if (present != null && present != wanted) {
                throw options.invalid(
                        EndpointOptions.IDLE,
                        "is not the runtime's, which is " + EndpointOptions.IDLE.format(present) + " by " + by,
                        "leave it out, set the same everywhere, or use a runtime of its own");
            }
            if (present == null) {
                chosen = wanted;
                by = uri.toString();
            }
        }
        return chosen == null ? IdleMode.ADAPTIVE : chosen;
    }
}
