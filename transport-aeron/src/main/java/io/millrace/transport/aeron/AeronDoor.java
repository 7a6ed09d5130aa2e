// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.millrace.error.MillraceException;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The listener's side of knocking: an Aeron subscription at the address that is listened at, made again whenever the driver is
 * another one. For each knock it begins an {@link AeronArrival}. On the agent's thread.
 */
final class AeronDoor implements AgentTask, FragmentHandler {
    private static final int KNOCKS_A_TURN = 16;
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

    /** Each takes room in the driver's directory before anybody has said who he is. */
    private static final int MOST_ARRIVALS = 64;

    private final AeronAddress address;
    private final AeronAcceptor acceptor;
    private @Nullable StreamPair stream;
    private @Nullable Subscription in;
    private boolean failed;
    private long retryAtNs;
    private boolean over;
    private long nowNs;

    AeronDoor(AeronAddress address, AeronAcceptor acceptor) {
        this.address = address;
        this.acceptor = acceptor;
    }

    @Override
    public boolean advance(@Nullable DriverClient client, @Nullable MillraceException trouble, long now) {
        if (acceptor.isClosed()) {
            if (stream != null) {
                stream.close(client);
            }
            over = true;
            return false;
        }
        if (client == null) {
            acceptor.waitsFor(trouble);
            return false;
        }
        if (failed && now - retryAtNs < 0) {
            return false;
        }
        nowNs = now;
        Subscription open = in == null ? open(client) : in;
        return open == null ? !failed : open.poll(this, KNOCKS_A_TURN) > 0;
    }

    private @Nullable Subscription open(DriverClient client) {
        StreamPair asked = stream == null ? new StreamPair("listening at " + address) : stream;
        stream = asked;
        try {
            in = asked.in(client, address.knockSubscription(), address.streamId());
            if (in != null) {
                failed = false;
                acceptor.waitsFor(null);
            }
            return in;
        } catch (MillraceException e) {
            asked.close(client);
            stream = null;
            failed = true;
            retryAtNs = nowNs + (e.retryable() ? RETRY_NS : Long.MAX_VALUE / 2);
            acceptor.fail(e);
            return null;
        }
    }

    @Override
    public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        Knock knock = Knock.decode(buffer, offset, length);
        if (knock != null && acceptor.mayAnswer(knock) && acceptor.arriving() < MOST_ARRIVALS) {
            acceptor.begin(new AeronArrival(address, knock, nowNs), knock);
        }
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void onClientLost(MillraceException cause) {
        stream = null;
        in = null;
    }
}
