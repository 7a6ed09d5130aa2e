// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.spi.socket.HostResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The dialler's way to a link: it opens the stream on which it will receive, knocks at the listener's door, and when the listener
 * has answered on that stream opens the other one. On the agent's thread.
 */
final class AeronDial implements Opening {

    /** Over IPC a stream with a subscriber is connected as soon as it is there. */
    private static final long IPC_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private final AeronAddress address;
    private final String reply;
    private final long timeoutNs;
    private final HostResolver resolver;
    private final StreamPair streams;
    private final StreamPair door;
    private @Nullable String replyEndpoint;
    private HostResolver.@Nullable Answer lookup;
    private Knock knock;
    private boolean knocked;
    private long refuseAtNs = Long.MAX_VALUE;
    private boolean begun;
    private long deadlineNs;

    /** @param nowNs begins the time that the driver has to be there, after which the same time is left for the dial */
    AeronDial(AeronAddress address, String reply, HostResolver resolver, Knock knock, long nowNs, long timeoutNs) {
        this.address = address;
        this.reply = reply;
        this.resolver = resolver;
        this.knock = knock;
        this.timeoutNs = timeoutNs;
        this.deadlineNs = nowNs + timeoutNs;
        String doing = "dialling " + address;
        this.streams = new StreamPair(doing);
        this.door = new StreamPair(doing);
        if (address.isIpc()) {
            replyEndpoint = "";
        }
    }

    @Override
    public @Nullable Connected advance(DriverClient client, long nowNs) {
        if (!begun) {
            begun = true;
            deadlineNs = nowNs + timeoutNs;
        }
        String endpoint = replyEndpoint == null ? findReplyEndpoint() : replyEndpoint;
        if (endpoint == null) {
            return null;
        }
        Subscription in =
                streams.in(client, address.replySubscription(endpoint, knock.replySessionId()), knock.replyStreamId());
        if (in == null || !knocked && !knock(client, in, nowNs)) {
            return null;
        }
        Image image = StreamPair.image(in);
        if (image == null) {
            return null;
        }
        ExclusivePublication out = streams.out(client, address.publication(knock.sessionId()), knock.streamId());
        return out != null && StreamPair.takes(out) ? new Connected(image, out) : null;
    }

    private @Nullable String findReplyEndpoint() {
        if (!reply.isEmpty()) {
            replyEndpoint = ReplyEndpoint.of(reply);
            return replyEndpoint;
        }
        if (lookup == null) {
            lookup = resolver.resolve(address.host());
        }
        try {
            InetAddress[] found = lookup.poll();
            if (found != null) {
                replyEndpoint = ReplyEndpoint.leadingTo(found[0], address.port());
            }
            return replyEndpoint;
        } catch (UnknownHostException e) {
            throw new LinkException(
                    ErrorCode.UNKNOWN_HOST,
                    "the host name '" + address.host() + "' of " + address + " has no address: " + e.getMessage(),
                    "check the spelling, and `getent hosts " + address.host() + "`",
                    e);
        } catch (IOException e) {
            throw new LinkException(
                    ErrorCode.CONNECT_FAILED,
                    "there is no way to " + address + ": " + e.getMessage(),
                    "check the network, or say where this end receives (option reply)",
                    e);
        }
    }

    /** Says over which streams the link is to go; true when it is said. */
    private boolean knock(DriverClient client, Subscription in, long nowNs) {
        Knock complete = complete(in);
        ExclusivePublication out = door.out(client, address.knockPublication(), address.streamId());
        if (complete == null || out == null) {
            return false;
        }
        if (address.isIpc() && refuseAtNs == Long.MAX_VALUE) {
            refuseAtNs = nowNs + IPC_PATIENCE_NS;
        }
        long result = out.offer(complete.encode());
        if (result > 0) {
            knock = complete;
            knocked = true;
        } else if (result == Publication.NOT_CONNECTED && nowNs - refuseAtNs >= 0 && refuseAtNs != Long.MAX_VALUE) {
            throw refused();
        }
        return knocked;
    }

    /** With the port that the driver has chosen; null while it has not. */
    private @Nullable Knock complete(Subscription in) {
        if (address.isIpc()) {
            return knock;
        }
        String bound = in.resolvedEndpoint();
        return bound == null
                ? null
                : new Knock(
                        knock.linkId(),
                        knock.streamId(),
                        knock.sessionId(),
                        knock.replyStreamId(),
                        knock.replySessionId(),
                        bound);
    }

    private LinkException refused() {
        return new LinkException(
                ErrorCode.CONNECT_REFUSED,
                "nobody listens at " + address,
                "start the listening side; both ends need the same driver, channel and stream-id");
    }

    @Override
    public StreamPair streams() {
        return streams;
    }

    @Override
    public void finish(@Nullable DriverClient client) {
        door.close(client);
    }

    @Override
    public long deadlineNs() {
        return deadlineNs;
    }

    @Override
    public MillraceException tooLate(@Nullable MillraceException trouble) {
        if (trouble != null) {
            return trouble;
        }
        return new LinkException(
                ErrorCode.CONNECT_TIMEOUT,
                "nobody answered at " + address + (knocked ? ", who has an Aeron subscription there" : ""),
                knocked
                        ? "is it a listening endpoint of Millrace? over UDP: can it reach " + replyEndpoint
                                + " (option reply)?"
                        : "start the listening side; if it runs, look at the network between");
    }
}
