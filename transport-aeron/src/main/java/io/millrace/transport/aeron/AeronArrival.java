// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Subscription;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The listener's way to a link with somebody who has knocked: first the stream in, then the answer. On the agent's thread. */
final class AeronArrival implements Opening {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

    private final AeronAddress address;
    private final Knock knock;
    private final StreamPair streams;
    private final long deadlineNs;

    AeronArrival(AeronAddress address, Knock knock, long nowNs) {
        this.address = address;
        this.knock = knock;
        this.streams = new StreamPair("accepting at " + address);
        this.deadlineNs = nowNs + PATIENCE_NS;
    }

    @Override
    public @Nullable Connected advance(DriverClient client, long nowNs) {
        Subscription in = streams.in(client, address.subscription(knock.sessionId()), knock.streamId());
        if (in == null) {
            return null;
        }
        ExclusivePublication out = streams.out(
                client, address.replyPublication(knock.replyEndpoint(), knock.replySessionId()), knock.replyStreamId());
        Image image = StreamPair.image(in);
        return out != null && image != null && StreamPair.takes(out) ? new Connected(image, out) : null;
    }

    @Override
    public StreamPair streams() {
        return streams;
    }

    @Override
    public void finish(@Nullable DriverClient client) {
        // Nothing but the streams was opened
    }

    @Override
    public long deadlineNs() {
        return deadlineNs;
    }

    @Override
    public MillraceException tooLate(@Nullable MillraceException trouble) {
        return new LinkException(
                ErrorCode.CONNECT_TIMEOUT, "who knocked at " + address + " was gone before there was a link", "");
    }
}
