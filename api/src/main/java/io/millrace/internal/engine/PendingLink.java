// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.internal.session.HelloReader;
import io.millrace.spi.FrameLink;
import io.millrace.spi.frame.Handshake;
import org.jspecify.annotations.Nullable;

/** A link that was accepted and has not said HELLO yet. I/O agent's thread. */
final class PendingLink {

    private final FrameLink link;
    private final HelloReader reader = new HelloReader();
    private final long deadlineNs;

    PendingLink(FrameLink link, long deadlineNs) {
        this.link = link;
        this.deadlineNs = deadlineNs;
    }

    FrameLink link() {
        return link;
    }

    /**
     * Reads.
     *
     * @return the HELLO, or null if it is not here yet
     */
    @Nullable Handshake poll(long nowNs) {
        link.poll(reader);
        Handshake hello = reader.hello();
        if (hello == null && nowNs - deadlineNs > 0) {
            throw new LinkException(
                    ErrorCode.HANDSHAKE_TIMEOUT,
                    "no HELLO in time from " + link.description() + " (handshake-timeout)",
                    "something connected and said nothing: a port scan, a health check, a hung peer");
        }
        return hello;
    }
}
