// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.error.MillraceException;
import org.jspecify.annotations.Nullable;

/** What a {@link ClientAgent} does in turns, on its thread: an end of a link, or the door of a listener. Nothing waits. */
interface AgentTask {

    /**
     * Goes on with it.
     *
     * @param client of now; null while there is none
     * @param trouble why there is none
     * @return whether there is more to come soon, so that the agent does not sleep
     */
    boolean advance(@Nullable DriverClient client, @Nullable MillraceException trouble, long nowNs);

    /** Whether it is over, and the agent can forget it. */
    boolean isOver();

    /** The client is lost, and what was made with it. */
    void onClientLost(MillraceException cause);
}
