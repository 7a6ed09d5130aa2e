// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import java.util.List;

/**
 * Every meter that {@link Millrace.Builder#meterRegistry} registers: its name, what it is, its unit and its tags. Each
 * endpoint has one of each, but for {@link #LIVE} and {@link #READY}, which a runtime has one of; they are removed from the
 * registry when their endpoint, or the runtime, is closed. Those named {@code STAGE_} are of a {@link
 * io.millrace.pipeline.Pipeline}'s stages, one for each, until that is closed, with the tags that {@link #tags} names alone. Immutable; for any thread.
 *
 * <p>All of an endpoint's meters have the tags {@code role} (client or server), {@code uri} (without parameters) and
 * {@code number} (in the order of opening in this runtime), and those that {@link #tags} names. No tag has more values
 * than the endpoints that are open or an enum of Millrace: nothing that a peer sends becomes one.
 */
public enum MetricName {
    /** Messages sent. */
    MESSAGES_PUBLISHED(Kind.COUNTER, "messages.published", "messages", "messages taken from rings and sent, each once"),
    /** Messages processed. */
    MESSAGES_HANDLED(Kind.COUNTER, "messages.handled", "messages", "messages whose handler returned normally"),
    /** Messages asked for again. */
    MESSAGES_RETRIED(Kind.COUNTER, "messages.retried", "messages", "times a handler asked for a message again"),
    /** Messages that come a second time. */
    MESSAGES_REDELIVERED(
            Kind.COUNTER, "messages.redelivered", "messages", "messages that a predecessor may have processed"),
    /** Stream bytes accepted. */
    BYTES_PUBLISHED(Kind.COUNTER, "stream.published", "bytes", "stream bytes accepted, headers and padding included"),
    /** Stream bytes processed. */
    BYTES_HANDLED(Kind.COUNTER, "stream.handled", "bytes", "stream bytes processed, headers and padding included"),
    /** Bytes written. */
    LINK_SENT(Kind.COUNTER, "link.sent", "bytes", "all bytes written to links"),
    /** Bytes read. */
    LINK_RECEIVED(Kind.COUNTER, "link.received", "bytes", "all bytes read from links"),
    /** What was not handed up. */
    DROPPED(
            Kind.COUNTER,
            "dropped",
            "frames",
            "what was not processed: handler-failed (skipped), dead-lettered, discarded (its rest was lost), duplicate (came"
                    + " twice), unsubscribed (the handler had left); of slow subscribers: slow-skipped (never sent),"
                    + " slow-abandoned (lost with a link and no longer held)",
            "reason"),
    /** Frames sent again. */
    RETRANSMITTED_FRAMES(Kind.COUNTER, "retransmitted.frames", "frames", "frames sent again after a resume"),
    /** Bytes sent again. */
    RETRANSMITTED_BYTES(Kind.COUNTER, "retransmitted", "bytes", "stream bytes sent again after a resume"),
    /** Offers refused. */
    OFFERS_REFUSED(Kind.COUNTER, "offers.refused", "offers", "offers and claims refused because a ring was full"),
    /** Time under back-pressure. */
    BACK_PRESSURE_TIME(Kind.COUNTER, "backpressure.time", "seconds", "time during which some ring was full"),
    /** How full rings are. */
    RING_FILL(Kind.GAUGE, "ring.fill", "ratio", "unacknowledged part of the fullest ring, 0 to 1"),
    /** What is on its way. */
    LAG(Kind.GAUGE, "lag", "bytes", "stream bytes accepted and not acknowledged"),
    /** Where the endpoint stands. */
    STATE(Kind.GAUGE, "state", "bool", "1 for the state that the endpoint is in, 0 for the others", "state"),
    /** State changes. */
    TRANSITIONS(Kind.COUNTER, "transitions", "transitions", "times the endpoint went to a state", "state"),
    /** Failed attempts. */
    ATTEMPTS_FAILED(
            Kind.COUNTER,
            "attempts.failed",
            "attempts",
            "attempts to connect and handshakes that failed, and what limits refused, by error code; from the first one on",
            "reason"),
    /** Links that came up. */
    LINKS_OPENED(Kind.COUNTER, "links.opened", "links", "links on which a handshake was completed"),
    /** Links that failed. */
    LINKS_LOST(
            Kind.COUNTER,
            "links.lost",
            "links",
            "links that failed, were closed for an error, or were replaced by a newer one of their session"),
    /** Sessions that went on. */
    RECONNECTS(Kind.COUNTER, "reconnects", "links", "links after the first on which a session went on"),
    /** Time to come back. */
    RECOVERY(Kind.TIMER, "recovery", "seconds", "from the loss of a link until its session went on over the next"),
    /** Sessions. */
    SESSIONS(Kind.GAUGE, "sessions", "sessions", "sessions that are alive, with or without a link"),
    /** Frames that a correct peer never sends. */
    PROTOCOL_ERRORS(Kind.COUNTER, "protocol.errors", "frames", "frames that a correct peer never sends"),
    /** Of the runtime: whether it is live. */
    LIVE(Kind.GAUGE, "live", "bool", "of the runtime: 1 if its loops progress"),
    /** Of the runtime: whether it is ready. */
    READY(Kind.GAUGE, "ready", "bool", "of the runtime: 1 if every required endpoint works"),
    /** Of a pipeline's stage: messages handled. */
    STAGE_HANDLED(
            Kind.COUNTER,
            "stage.handled",
            "messages",
            "of a stage: messages whose handler returned normally",
            "pipeline",
            "stage"),
    /** Of a stage: messages that ended there. */
    STAGE_DROPPED(
            Kind.COUNTER,
            "stage.dropped",
            "messages",
            "of a stage: messages that those behind it do not see: dropped (by the handler), handler-failed (skipped),"
                    + " dead-lettered",
            "pipeline",
            "stage",
            "reason"),
    /** Of a stage: messages asked for again. */
    STAGE_RETRIED(
            Kind.COUNTER,
            "stage.retried",
            "messages",
            "of a stage: times that a message was handed up again",
            "pipeline",
            "stage"),
    /** Of a stage: what lies before it. */
    STAGE_LAG(
            Kind.GAUGE,
            "stage.lag",
            "bytes",
            "of a stage: bytes of its ring that are published and that it is not done with",
            "pipeline",
            "stage"),
    /** Of a stage: whether it hangs. */
    STAGE_STALLED(
            Kind.GAUGE, "stage.stalled", "bool", "of a stage: 1 if it has not moved for long", "pipeline", "stage"),
    /** Of a consumer group: what nobody was handed yet. */
    GROUP_LAG(
            Kind.GAUGE,
            "group.lag",
            "entries",
            "of a consumer group of a log, as its member sees it: entries that nobody was handed yet; not a number if the"
                    + " broker cannot tell",
            "stream",
            "group",
            "consumer"),
    /** Of a consumer group: what its members are at. */
    GROUP_PENDING(
            Kind.GAUGE,
            "group.pending",
            "entries",
            "of a consumer group of a log, as its member sees it: entries that were handed out and not acknowledged",
            "stream",
            "group",
            "consumer");

    /** What a meter does. */
    public enum Kind {
        /** Only grows. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts and adds up durations. */
        TIMER
    }

    private final Kind kind;
    private final String meter;
    private final String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> tags;

    MetricName(Kind kind, String name, String unit, String description, String... tags) {
        this.kind = kind;
        this.meter = "millrace." + name;
        this.unit = unit;
        this.description = description;
        this.tags = List.of(tags);
    }

    /** The name in a registry; systems such as Prometheus spell it their own way. */
    public String meter() {
        return meter;
    }

    /** What the meter does. */
    public Kind kind() {
        return kind;
    }

    /** The base unit. */
    public String unit() {
        return unit;
    }

    /** What it measures. */
    public String description() {
        return description;
    }

    /** Names of the tags beside those that every meter of an endpoint has. */
    public List<String> tags() {
        return tags;
    }
}
