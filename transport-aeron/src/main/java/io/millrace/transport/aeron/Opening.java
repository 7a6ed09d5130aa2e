// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.millrace.error.MillraceException;
import org.jspecify.annotations.Nullable;

/** How one end of a link comes to its two streams; by a dialler or by a listener. On the agent's thread. */
interface Opening {

    /** What a link needs. */
    record Connected(Image in, ExclusivePublication out) {}

    /**
     * Takes the next step, if it can be taken.
     *
     * @return the streams when both lead to the peer; null before
     * @throws MillraceException if it has failed
     */
    @Nullable Connected advance(DriverClient client, long nowNs);

    /** The streams, whatever became of them. */
    StreamPair streams();

    /** Lets go of what only the opening needed. */
    void finish(@Nullable DriverClient client);

    /** When it has failed. */
    long deadlineNs();

    /** What to say then. */
    MillraceException tooLate(@Nullable MillraceException trouble);
}
