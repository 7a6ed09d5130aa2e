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
    private final String host;
    private final HelloReader reader = new HelloReader();
    private final long deadlineNs;
    private boolean gone;
    private long received;

    PendingLink(FrameLink link, String host, long deadlineNs) {
        this.link = link;
        this.host = host;
        this.deadlineNs = deadlineNs;
    }

    FrameLink link() {
        return link;
    }

    String host() {
        return host;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    /** It has said HELLO, or was turned away. */
    void gone() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /**
     * Reads.
     *
     * @return the HELLO, or null if it is not here yet
     */
    @Nullable Handshake poll() {
        received += link.poll(reader);
        return reader.hello();
    }

    /** Bytes read so far: the HELLO, and perhaps what came behind it. */
    long received() {
        return received;
    }

    /** The deadline is absolute: bytes that trickle in do not move it. */
    boolean isLate(long nowNs) {
        return nowNs - deadlineNs > 0;
    }

    LinkException late() {
        return new LinkException(
                ErrorCode.HANDSHAKE_TIMEOUT,
                "no HELLO in time from " + link.description() + " (handshake-timeout)",
                "something connected and said nothing: a port scan, a health check, a hung peer");
    }
}
