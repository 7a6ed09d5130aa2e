// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.EndpointCounters;
import io.millrace.OfferStatus;
import io.millrace.PublicationOptions;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.PublicationException;
import io.millrace.internal.session.AssemblyMemory;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The streams of an endpoint by name: what it publishes, with the totals of those that are
 * gone. Making and looking up is for any thread, attaching and detaching for the I/O agent.
 */
final class EndpointStreams {

    private final EngineEndpoint endpoint;
    private final EndpointStatus status;
    private final Map<String, RingPublication> publications = new ConcurrentHashMap<>();
    private final EndpointTotals totals = new EndpointTotals();
    private final EndpointAccess access = new EndpointAccess();
    private final EndpointSubscriptions subscriptions;
    private final ReplyPublications replies;
    private final Refusals refusals;
    private final AssemblyMemory assemblyMemory;

    EndpointStreams(EngineEndpoint endpoint, EndpointStatus status) {
        this.assemblyMemory = endpoint.config().assemblyMemory();
        this.endpoint = endpoint;
        this.status = status;
        this.refusals = new Refusals(status);
        this.replies = new ReplyPublications(endpoint, this);
        this.subscriptions = new EndpointSubscriptions(endpoint, status, totals);
    }

    Collection<RingPublication> publications() {
        return publications.values();
    }

    @Nullable RingPublication publication(String stream) {
        return publications.get(stream);
    }

    EndpointSubscriptions subscriptions() {
        return subscriptions;
    }

    ReplyPublications replies() {
        return replies;
    }

    /** What the peers' messages are put together in. */
    AssemblyMemory assemblyMemory() {
        return assemblyMemory;
    }

    /** Who may do what with them. */
    EndpointAccess access() {
        return access;
    }

    EndpointTotals totals() {
        return totals;
    }

    EndpointCounters counters(Iterable<Session> sessions) {
        return totals.total(sessions, publications.values(), subscriptions.all(), replies.tooLate(), refusals.counts());
    }

    /** What was refused to others. */
    Refusals refusals() {
        return refusals;
    }

    // ---- publishing ----

    /** A closed publication of the name must be over before the next one begins: its subscribers know it by name. */
    private @Nullable RingPublication awaitOver(@Nullable RingPublication known) {
        if (known == null || !known.isClosed()) {
            return known;
        }
        if (endpoint.agent().mustNotWait()) {
            // Cannot wait for what it would have to do itself; the old one is delivered beside the new one.
            return null;
        }
        boolean isOver = endpoint.agent()
                .patience()
                .until(
                        () -> publications.get(known.stream()) != known,
                        endpoint.config().publishTimeoutNs());
        if (!isOver) {
            throw new PublicationException(
                    ErrorCode.CLOSED,
                    "the closed publication of stream " + known.stream() + " on " + status.title() + " still holds "
                            + (known.position() - known.acknowledged()) + " bytes that nobody has acknowledged",
                    "try again when they are, or choose another name");
        }
        return null;
    }

    RingPublication publish(String stream, PublicationOptions options, boolean exclusive) {
        requireStreamName(stream);
        status.requireOpen();
        PublicationSettings settings = PublicationSettings.of(stream, options, endpoint.config(), endpoint.transport());
        RingPublication fresh;
        synchronized (publications) {
            RingPublication known = awaitOver(publications.get(stream));
            if (known != null) {
                if (exclusive || known.published().isExclusive()) {
                    throw new ConfigurationException(
                            ErrorCode.INVALID_OPTION,
                            "stream " + stream + " has "
                                    + (known.published().isExclusive() ? "an exclusive publication" : "a publication")
                                    + " already on " + status.title(),
                            "close it first, or share it: publication(\"" + stream + "\") both times");
                }
                requireNotFed(known);
                known.published().settings().requireSame(stream, options);
                return known;
            }
            fresh = new RingPublication(
                    endpoint,
                    stream,
                    endpoint.runtime().streamIds().next(stream),
                    endpoint.runtime().newEpoch(),
                    exclusive,
                    settings);
            publications.put(stream, fresh);
        }
        endpoint.agent().execute(() -> begin(fresh));
        return fresh;
    }

    private void requireNotFed(RingPublication known) {
        RingPublication.Feeder feeder = known.feeder();
        if (feeder != null) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "stream " + known.stream() + " on " + status.title() + " is fed by " + feeder.title(),
                    "publish to the pipeline's input, or choose another name");
        }
    }

    /** Lets a stream out that a pipeline feeds. */
    void feed(RingPublication fed) {
        requireStreamName(fed.stream());
        status.requireOpen();
        if (publications.putIfAbsent(fed.stream(), fed) != null) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "stream " + fed.stream() + " has a publication already on " + status.title(),
                    "close it first, or choose another name");
        }
        endpoint.agent().execute(() -> begin(fed));
    }

    private void begin(RingPublication fresh) {
        if (status.isOutOfService()) {
            fresh.isolate(true);
        } else if (status.isEnding()) {
            // Closed between the look at the state and now.
            fresh.refuse(OfferStatus.CLOSED);
            return;
        }
        endpoint.attach(fresh);
    }

    /** A session's reply publication: known by that session, and attached to no other. */
    void beginReplies(RingPublication fresh, Session session) {
        publications.put(ReplyPublications.STREAM + "/" + session.id(), fresh);
        endpoint.agent().execute(() -> {
            if (status.isEnding() || fresh.isClosed()) {
                fresh.refuse(OfferStatus.CLOSED);
            } else {
                attach(fresh, session, session.publish(fresh.published(), 0, 0));
            }
        });
    }

    /** The session of a reply publication has ended, and the publication with it. */
    void endReplies(RingPublication ended, Session session) {
        publications.remove(ReplyPublications.STREAM + "/" + session.id(), ended);
        tellLoss(ended, session.id().toString(), "the session ended before it was acknowledged");
        totals.ended(ended);
        endpoint.runtime().streamIds().release(ended.streamId());
    }

    private void tellLoss(RingPublication publication, String session, String why) {
        long from = publication.acknowledged();
        long to = publication.position();
        if (from < to) {
            status.emit(LifecycleEvent.loss(status.title(), session, publication.stream(), from, to, why));
        }
    }

    /** A closed publication, or what its sessions have of it, has changed: it goes when all have had it to its end. */
    void publicationClosed(RingPublication publication) {
        for (InlineSender sender : publication.fanOut().senders()) {
            sender.leave();
        }
        if (!publication.fanOut().takeEnd()) {
            return;
        }
        if (!publications.remove(publication.stream(), publication)) {
            publications.values().remove(publication);
        }
        for (InlineSender sender : publication.fanOut().senders()) {
            totals.ended(sender.stream());
            sender.session().unpublish(sender.stream());
        }
        LogFeed feed = publication.fanOut().feed();
        if (feed != null) {
            feed.close();
        }
        totals.ended(publication);
        publication.over();
    }

    /** Attaches a publication to a session, once: a session may have taken it when it began itself. */
    void attach(RingPublication publication, Session session, long join, long redeliveredBelow) {
        if (publication.fanOut().isAttachedTo(session) || !access.maySubscribe(session, publication.stream())) {
            return;
        }
        attach(publication, session, session.publish(publication.published(), join, redeliveredBelow));
    }

    private void attach(RingPublication publication, Session session, OutboundStream stream) {
        publication.fanOut().attach(new InlineSender(stream, session, endpoint));
    }

    /** Hands a session's streams to its successor, which goes on where the acknowledgements ended. */
    void inherit(Session predecessor, Session successor) {
        successor.inherit(predecessor);
        for (OutboundStream stream : predecessor.outbound()) {
            RingPublication publication = publications.get(stream.stream().name());
            if (publication == null || publication.published() != stream.stream() || stream.isEnded()) {
                continue;
            }
            if (access.maySubscribe(successor, publication.stream())) {
                attach(publication, successor, successor.publishOnwards(stream));
            }
            publication.fanOut().detach(predecessor);
        }
        replies.end(predecessor);
    }

    /** A session has other rights than before: what it may no longer have is taken from it, what it now may is opened. */
    void regrant(Session session) {
        for (RingPublication publication : publications.values()) {
            if (access.maySubscribe(session, publication.stream())) {
                if (publication.kind() == FrameDescriptor.KIND_DATA) {
                    attach(publication, session, publication.fanOut().joinPosition(), 0);
                }
            } else {
                withdraw(publication, session);
            }
        }
    }

    private void withdraw(RingPublication publication, Session session) {
        for (InlineSender sender : publication.fanOut().senders()) {
            if (sender.session() == session) {
                totals.ended(sender.stream());
                session.unpublish(sender.stream());
                publication.fanOut().detach(session);
            }
        }
    }

    /** A session is gone for good; what it had not acknowledged is lost if others have moved the gate on. */
    void detach(Session session) {
        session.end();
        access.forget(session);
        totals.ended(session);
        for (RingPublication publication : publications.values()) {
            publication.fanOut().detach(session);
        }
        replies.end(session);
    }

    /** Nothing more is taken: offers answer that it is closed. Any thread. */
    void refuse() {
        for (RingPublication publication : publications.values()) {
            publication.refuse(OfferStatus.CLOSED);
        }
    }

    void isolate(boolean isIsolated) {
        for (RingPublication publication : publications.values()) {
            publication.isolate(isIsolated);
        }
    }

    /** True if whoever is there to acknowledge has acknowledged everything. */
    boolean isDrained() {
        for (RingPublication publication : publications.values()) {
            if (publication.fanOut().isAwaited()) {
                return false;
            }
        }
        return true;
    }

    /** Waits on the caller's thread. */
    boolean drain(Duration timeout) {
        long startNs = System.nanoTime();
        for (RingPublication publication : publications.values()) {
            Duration left = timeout.minusNanos(System.nanoTime() - startNs);
            if (!publication.drain(left.isNegative() ? Duration.ZERO : left)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The endpoint's end: what nobody has acknowledged is lost.
     *
     * @return why, if anything was lost; else null
     */
    @Nullable MillraceException release() {
        MillraceException undelivered = null;
        for (RingPublication publication : publications.values()) {
            long from = publication.acknowledged();
            long to = publication.position();
            if (from < to) {
                undelivered = MillraceException.of(
                        ErrorCode.DRAIN_TIMEOUT,
                        to - from + " bytes of stream " + publication.stream()
                                + " were not acknowledged when the endpoint was closed",
                        "raise drain-timeout, or call drain before close and look at its answer");
                status.emit(lost(publication.stream(), from, to, undelivered));
            }
            for (InlineSender sender : publication.fanOut().senders()) {
                if (sender.stream().isDetached()) {
                    loss(sender.session(), sender.stream(), "closed while it was detached");
                }
            }
            publication.over();
        }
        return undelivered;
    }

    private LifecycleEvent lost(String stream, long from, long to, MillraceException why) {
        String detail = "closed before it was acknowledged";
        return new LifecycleEvent(
                Kind.LOSS, status.title(), "", stream, null, null, why, detail, from, to, 0, LifecycleEvent.NO_RETRY);
    }

    /** What an ended session leaves unacknowledged is lost to it if others have moved on; else the ring keeps it. */
    void lossToOne(Session session, OutboundStream stream) {
        RingPublication publication = publication(stream.stream().name());
        if (publication != null && publication.fanOut().senders().length > 1) {
            loss(session, stream, "the session ended before it was acknowledged");
        }
    }

    /** What a session has not acknowledged is lost to it. */
    void loss(Session session, OutboundStream stream, String why) {
        long from = stream.isDetached() ? stream.acknowledged() : stream.keepFrom();
        long to = stream.stream().publishedEnd();
        if (from < to) {
            status.emit(LifecycleEvent.loss(
                    status.title(), session.id().toString(), stream.stream().name(), from, to, why));
        }
    }

    static String requireStreamName(String stream) {
        int bytes = stream.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > 256) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "stream name of " + bytes + " bytes is outside 1..256",
                    "choose a shorter name");
        }
        if (stream.charAt(0) == '$') {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "stream name " + stream + " begins with $, as only the engine's own do",
                    "choose another name; for replies see Message.reply() and Endpoint.subscribeReplies()");
        }
        return stream;
    }
}
