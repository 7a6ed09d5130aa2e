// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.PublicationOptions;
import io.millrace.internal.session.Session;
import io.millrace.spi.frame.FrameDescriptor;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The reply publication of each session, made when a handler first asks for one: it goes to that session alone, ends with
 * it, and no successor inherits it. Looking up is for any thread, since handlers may have threads of their own; ending
 * belongs to the I/O agent.
 */
final class ReplyPublications {

    /** Name of every session's reply stream; the application's names do not begin like this. */
    static final String STREAM = "$replies";

    private final EndpointStreams streams;
    private final EngineEndpoint endpoint;
    private final LongAdder tooLate = new LongAdder();

    /** Weak, so that an ended session is remembered as long as a handler can still ask for it, and no longer. */
    private final Map<Session, RingPublication> bySession = new WeakHashMap<>();

    /** In the place of those that have ended; it has no session, so that it keeps none alive. */
    private @Nullable RingPublication over;

    ReplyPublications(EngineEndpoint endpoint, EndpointStreams streams) {
        this.endpoint = endpoint;
        this.streams = streams;
    }

    /** A session's; if it has ended, one that is closed. */
    Publication of(Session session) {
        RingPublication fresh;
        synchronized (bySession) {
            RingPublication known = bySession.get(session);
            if (known != null) {
                return known;
            }
            fresh = create(endpoint.runtime().streamIds().next(STREAM));
            bySession.put(session, fresh);
        }
        streams.beginReplies(fresh, session);
        return fresh;
    }

    private RingPublication create(int streamId) {
        PublicationOptions options = PublicationOptions.builder()
                .ringBytes(endpoint.config().replyRingBytes())
                .build();
        return new RingPublication(
                endpoint,
                STREAM,
                streamId,
                endpoint.runtime().newEpoch(),
                false,
                PublicationSettings.of(STREAM, options, endpoint.config(), endpoint.transport()),
                FrameDescriptor.KIND_RESPONSE,
                tooLate);
    }

    /** A session has ended for good. */
    void end(Session session) {
        RingPublication ended;
        synchronized (bySession) {
            ended = bySession.put(session, over());
        }
        if (ended != null && ended != over) {
            ended.refuse(OfferStatus.CLOSED);
            streams.endReplies(ended, session);
        }
    }

    private RingPublication over() {
        RingPublication known = over;
        if (known == null) {
            known = create(0);
            known.refuse(OfferStatus.CLOSED);
            over = known;
        }
        return known;
    }

    /** Replies to messages of sessions that had ended. */
    long tooLate() {
        return tooLate.sum();
    }
}
