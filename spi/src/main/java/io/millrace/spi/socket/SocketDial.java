// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.error.ResourceException;
import io.millrace.spi.PlainText;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to connect: a lookup, then one address after the other until one answers. I/O agent's thread only; owned by
 * its link, which takes the channel over once connected.
 *
 * <p>The time left is shared out among the addresses left, so that one that swallows packets leaves time for the next.
 */
final class SocketDial implements AutoCloseable {
    private final TransportContext context;
    private final SocketFamily family;
    private final EndpointUri uri;
    private final Options options;
    private final Readiness readiness;
    private final AddressLookup lookup;
    private final long timeoutNs;
    private final long deadlineNs;

    private @Nullable List<SocketAddress> addresses;
    private int next;
    private @Nullable Attempt attempt;
    private @Nullable MillraceException failure;

    private record Attempt(SocketChannel channel, SocketAddress target, long deadlineNs) {}

    SocketDial(SocketScope scope, EndpointUri uri, Options options, Readiness readiness) {
        this.context = scope.context();
        this.family = scope.family();
        this.uri = uri;
        this.options = options;
        this.readiness = readiness;
        this.timeoutNs = family.connectTimeoutNs(options);
        this.deadlineNs = context.nanoTime() + timeoutNs;
        this.lookup = family.lookup(uri);
    }

    /**
     * Does what can be done without waiting.
     *
     * @return the connected channel, no longer the dial's; null while under way
     * @throws MillraceException when no address is left to try
     */
    @Nullable SocketChannel advance() {
        List<SocketAddress> found = addresses;
        if (found == null) {
            found = lookup.poll();
            if (found == null) {
                checkLookupDeadline();
                return null;
            }
            addresses = found;
        }
        while (true) {
            Attempt current = attempt;
            if (current == null) {
                current = begin(found);
            }
            if (current != null) {
                SocketChannel connected = finish(current);
                if (connected != null || attempt != null) {
                    return connected;
                }
            }
        }
    }

    private @Nullable Attempt begin(List<SocketAddress> found) {
        if (next == found.size()) {
            MillraceException last = failure;
            throw last != null ? last : new IllegalStateException("no address to dial for " + uri);
        }
        SocketAddress target = found.get(next);
        long now = context.nanoTime();
        long attemptDeadlineNs = now + Math.max(0, deadlineNs - now) / (found.size() - next);
        next++;
        if (!family.encrypts() && family.leavesHost(target) && !PlainText.isAllowed(options)) {
            failed(PlainText.refused("connecting to " + family.describe(target)));
            return null;
        }
        SocketChannel channel = open(target);
        if (channel != null) {
            attempt = new Attempt(channel, target, attemptDeadlineNs);
        }
        return attempt;
    }

    private @Nullable SocketChannel open(SocketAddress target) {
        SocketChannel channel;
        try {
            channel = family.open(target, options);
        } catch (IOException | UnsupportedOperationException e) {
            failed(target, e);
            return null;
        }
        try {
            channel.configureBlocking(false);
            boolean connected = channel.connect(target);
            channel.register(context.selector(), connected ? 0 : SelectionKey.OP_CONNECT, readiness);
            // Finished in the first call if connected, else when the selector reports it
            readiness.onReady(SelectionKey.OP_CONNECT);
            return channel;
        } catch (IOException | IllegalArgumentException e) {
            // IllegalArgumentException: the JDK's UnsupportedAddressType and UnresolvedAddress
            closeQuietly(channel);
            failed(target, e);
            return null;
        }
    }

    private @Nullable SocketChannel finish(Attempt current) {
        try {
            if (readiness.isHot()) {
                readiness.cool();
                if (current.channel.finishConnect()) {
                    return established(current);
                }
            }
            if (context.nanoTime() - current.deadlineNs >= 0) {
                abandon(current, connectTimeout("no answer from " + family.describe(current.target)));
            }
        } catch (IOException e) {
            closeQuietly(current.channel);
            attempt = null;
            failed(current.target, e);
        }
        return null;
    }

    private @Nullable SocketChannel established(Attempt current) throws IOException {
        SocketChannel channel = current.channel;
        if (channel.getRemoteAddress().equals(channel.getLocalAddress())) {
            // The system may give an outgoing connection the very port that it dials, if nobody listens there, and TCP
            // then connects it to itself: once in some thousand attempts on a port of the ephemeral range. It is reset,
            // so that what remains of it does not keep the listener from its port.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            abandon(current, selfConnect(current.target));
            return null;
        }
        attempt = null;
        return channel;
    }

    private void abandon(Attempt current, MillraceException error) {
        closeQuietly(current.channel);
        attempt = null;
        failed(error);
    }

    private void failed(SocketAddress target, Exception cause) {
        if (cause instanceof IOException io) {
            ResourceException exhausted = SocketErrors.outOfDescriptors("connecting to " + family.describe(target), io);
            if (exhausted != null) {
                throw exhausted;
            }
        }
        failed(family.connectFailed(target, cause));
    }

    private void failed(MillraceException error) {
        MillraceException first = failure;
        if (first == null) {
            failure = error;
        } else {
            first.addSuppressed(error);
        }
    }

    private MillraceException selfConnect(SocketAddress target) {
        return new LinkException(
                ErrorCode.CONNECT_REFUSED,
                "nobody listens at " + family.describe(target) + " (the connection came back to itself)",
                "start the listening side, or check the address");
    }

    private void checkLookupDeadline() {
        if (context.nanoTime() - deadlineNs >= 0) {
            throw connectTimeout("the host name of " + uri + " was not resolved");
        }
    }

    private MillraceException connectTimeout(String what) {
        return new LinkException(
                ErrorCode.CONNECT_TIMEOUT,
                what + " within connect-timeout (" + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms)",
                "check the address, and firewalls that drop packets silently; or raise connect-timeout");
    }

    @Override
    public void close() {
        Attempt current = attempt;
        attempt = null;
        if (current != null) {
            closeQuietly(current.channel);
        }
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way, and nothing was promised about the bytes under way
        }
    }
}
