// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is done to one process, and undone after a while.
 *
 * @param kind what
 * @param actor to whom
 * @param every of SLOW and THROW: at every so many messages
 * @param amountNs of SLOW: how long a handler then waits
 * @param proxy of PROXY: what the proxy is to do
 */
record Fault(
        Kind kind,
        String actor,
        long every,
        long amountNs,
        @Nullable ProxyFault proxy) {
    enum Kind {
        /** {@code kill -9}; undone by the next life. */
        KILL,
        /** {@code kill -STOP}; undone by CONT. */
        PAUSE,
        /** Handlers wait. */
        SLOW,
        /** Handlers throw. */
        THROW,
        /** A fault of a proxy. */
        PROXY
    }

    @Override
    public String toString() {
        return actor + " "
                + switch (kind) {
                    case PROXY -> String.valueOf(proxy);
                    case SLOW -> "slow " + amountNs / 1_000_000 + " ms every " + every;
                    case THROW -> "throws every " + every;
                    default -> kind.name().toLowerCase(Locale.ROOT);
                };
    }
}
