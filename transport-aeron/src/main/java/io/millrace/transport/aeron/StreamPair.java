// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The two Aeron streams of one end of a link, while they are asked for and after. What is asked for is answered later: each
 * getter asks again until it is there. Belongs to the agent's thread, and to one {@link DriverClient}, with which it ends.
 */
final class StreamPair {
    private static final long NONE = -1;

    private final String doing;
    private long subscriptionId = NONE;
    private long publicationId = NONE;
    private @Nullable Subscription subscription;
    private @Nullable ExclusivePublication publication;

    /** @param doing for errors: {@code dialling aeron:ipc} */
    StreamPair(String doing) {
        this.doing = doing;
    }

    /** The stream in, asked for at the first call; null while the driver is at it. */
    @Nullable Subscription in(DriverClient client, String channel, int streamId) {
        if (subscriptionId == NONE) {
            subscriptionId = client.addSubscription(channel, streamId);
        }
        if (subscription == null) {
            subscription = client.subscription(subscriptionId, doing);
        }
        return subscription;
    }

    /** The stream out, asked for at the first call; null while the driver is at it. */
    @Nullable ExclusivePublication out(DriverClient client, String channel, int streamId) {
        if (publicationId == NONE) {
            publicationId = client.addPublication(channel, streamId);
        }
        if (publication == null) {
            publication = client.publication(publicationId, doing);
        }
        return publication;
    }

    /**
     * True if the stream out leads to the peer and has room: the driver grants that a moment after it has found a
     * subscriber, and until then an empty link would take nothing.
     */
    static boolean takes(ExclusivePublication out) {
        return out.isConnected() && out.availableWindow() > 0;
    }

    /** The one image of the stream in; null while nobody publishes. */
    static @Nullable Image image(Subscription in) {
        return in.imageCount() == 0 ? null : in.imageAtIndex(0);
    }

    /** Nothing more comes from this end; what was published still arrives. */
    void closeOut(@Nullable DriverClient client) {
        long id = publicationId;
        publicationId = NONE;
        publication = null;
        if (client != null && id != NONE) {
            client.removePublication(id);
        }
    }

    void close(@Nullable DriverClient client) {
        closeOut(client);
        long id = subscriptionId;
        subscriptionId = NONE;
        subscription = null;
        if (client != null && id != NONE) {
            client.removeSubscription(id);
        }
    }
}
