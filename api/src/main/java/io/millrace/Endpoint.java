// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.Guarantee;
import io.millrace.spi.log.StreamReport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A listening or a connected URI that multiplexes named streams in both directions. Made by {@link Millrace#listen} and
 * {@link Millrace#connect}; whoever made it closes it, or the runtime does. Thread-safe: every method is for any
 * thread. Those that wait ({@link #drain}, {@link #close}) do not in a handler or listener, whose thread does the work
 * that they would wait for.
 */
public interface Endpoint extends AutoCloseable {

    /** The URI; of a listening endpoint with the port that was really bound. */
    EndpointUri uri();

    /** The name under which peers know this end across reconnects and restarts; random unless configured. */
    String identity();

    /** Where the supervision stands, at this moment; of a listening endpoint the listener's own state. */
    LinkState state();

    /** Why the endpoint is {@link LinkState#FAILED}, else null. */
    @Nullable MillraceException failure();

    /** How many sessions are alive, with or without a link at the moment. */
    int sessions();

    /**
     * Those sessions, each with a state of its own: of a listening endpoint one for each peer, of a connected endpoint its
     * only one, whose state is the endpoint's. Asks the I/O thread, and so waits for a handler that is running.
     */
    List<SessionReport> sessionReports();

    /**
     * The streams that the broker of a log transport holds, with their consumer groups; also those that nobody of this endpoint
     * uses. Asks the broker on the calling thread, over a connection of its own, and waits for it.
     *
     * @throws io.millrace.error.MillraceException if the broker does not answer, or there is none: a peer transport has no
     *     streams but those that its ends announce
     */
    default List<StreamReport> streamReports() {
        throw new ConfigurationException(
                ErrorCode.INVALID_OPTION,
                uri() + " leads to a peer, which keeps no streams",
                "ask an endpoint of a log transport, such as redis:");
    }

    /** What the transport promises. */
    Set<Guarantee> guarantees();

    /**
     * The publication of a stream, for any number of threads. The same one for the same name, until it is closed. Never
     * waits: before there is a peer messages gather in its ring.
     *
     * @param stream a name of 1 to 256 bytes of UTF-8, the one that the other side subscribes to
     * @throws io.millrace.error.MillraceException if the name is empty or too long, the stream has an exclusive
     *     publication, or the endpoint is closed
     */
    Publication publication(String stream);

    /**
     * As {@link #publication(String)}, with options of its own. They hold from the publication's making to its end: for a
     * stream that has one already, those that are set here must be what it was made with.
     *
     * @throws io.millrace.error.MillraceException as {@link #publication(String)}, and if an option does not go with the
     *     others or with the publication that is there
     */
    Publication publication(String stream, PublicationOptions options);

    /**
     * A publication of a stream for one thread at a time.
     *
     * @throws io.millrace.error.MillraceException as {@link #publication}, and if the stream has a publication already
     */
    Publication exclusivePublication(String stream);

    /** As {@link #exclusivePublication(String)}, with options of its own. */
    Publication exclusivePublication(String stream, PublicationOptions options);

    /**
     * Attaches the one handler of a stream, for every session of this endpoint. The handler is called on the runtime's
     * I/O thread, perhaps before this returns.
     *
     * @throws io.millrace.error.MillraceException if the stream has a handler already, the name is empty or too
     *     long, or the endpoint is closed
     */
    Subscription subscribe(String stream, MessageHandler handler);

    /**
     * As {@link #subscribe(String, MessageHandler)}, with options: what becomes of a message whose handler throws.
     */
    Subscription subscribe(String stream, SubscriptionOptions options, MessageHandler handler);

    /** As {@link #subscribe(String, MessageHandler)} with a handler that can ask for a message again. */
    Subscription subscribeControlled(String stream, ControlledMessageHandler handler);

    /** As {@link #subscribe(String, SubscriptionOptions, MessageHandler)} with such a handler. */
    Subscription subscribeControlled(String stream, SubscriptionOptions options, ControlledMessageHandler handler);

    /**
     * Attaches the one handler of replies to requests of this endpoint (see {@link Claim#request}), from every session.
     * Match them by {@link Message#correlationId()}; a request whose session ends is never answered.
     *
     * @throws io.millrace.error.MillraceException if there is such a handler already, or the endpoint is closed
     */
    Subscription subscribeReplies(MessageHandler handler);

    /** Totals so far. Asks the I/O thread, and so waits for a handler that is running. */
    EndpointCounters counters();

    /**
     * Ends a pending backoff: a dialled endpoint tries to connect now. Returns at once; nothing at a listening one. It
     * does not end an isolation, or a carrier that sees its path return would undo what the operator wanted.
     */
    void kick();

    /**
     * Takes the endpoint out of service: offers are refused with {@link OfferStatus#ISOLATED}, its links are closed, and
     * it neither dials nor admits anybody until {@link #resume}. What its rings hold stays, and sessions stay for {@code
     * session-timeout}. Returns at once; nothing if it has failed or is closing.
     */
    void isolate();

    /**
     * Puts the endpoint back into service: one that is {@link LinkState#ISOLATED} connects again, one that has {@link
     * LinkState#FAILED} starts again, with what its rings still hold. Returns at once; nothing in any other state.
     */
    void resume();

    /**
     * Waits until everything that its publications have accepted has been acknowledged. Released by close. In a handler
     * or listener it takes what acknowledgements are here already, and answers at once.
     *
     * @return false if the timeout passed first
     */
    boolean drain(Duration timeout);

    /**
     * Refuses further offers, releases every blocked caller, delivers what was accepted for at most
     * {@code drain-timeout}, says goodbye to the peers and releases everything. Returns when that is done; in a handler
     * or listener it returns at once and the rest follows. Idempotent.
     */
    @Override
    void close();

    /**
     * Closes it as {@link #close} does, for a process that is about to be started again: its peers are not told goodbye but
     * that it comes back. They keep the session and what their rings hold, and who dials does not try again before the
     * time that is given here. What comes of them after this end has said so is not handled any more and comes again, to the
     * next process; with a stable identity (option {@code name}) that one goes on where this one had acknowledged.
     *
     * @param comeBackAfter how long the restart will take at least, up to 24 days
     */
    void closeForRestart(Duration comeBackAfter);
}
