// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.EndpointCounters;
import io.millrace.Publication;
import io.millrace.cli.CliException;
import io.millrace.cli.Figures;
import io.millrace.error.MillraceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What {@code pub} says at its end. */
final class PubSummary {
    private final long messages;
    private final long bytes;
    private final long position;
    private final long acknowledged;
    private final EndpointCounters counters;
    private final long elapsedNs;

    PubSummary(Feeder feeder, EndpointCounters counters, long elapsedNs) {
        Publication publication = feeder.publication();
        this.messages = feeder.messages();
        this.bytes = feeder.bytes();
        this.acknowledged = publication.acknowledged();
        this.position = publication.position();
        this.counters = counters;
        this.elapsedNs = elapsedNs;
    }

    String text() {
        StringBuilder text = new StringBuilder(160)
                .append("published ")
                .append(Figures.count(messages, "message"))
                .append(" (")
                .append(Figures.bytes(bytes))
                .append("), ")
                .append(acknowledged >= position ? "all acknowledged" : pending())
                .append(", in ")
                .append(Figures.duration(elapsedNs))
                .append(" (")
                .append(Figures.messageRate(messages, elapsedNs))
                .append("), ")
                .append(Figures.count(counters.reconnects(), "reconnect"));
        if (counters.retransmittedFrames() > 0) {
            text.append(", ")
                    .append(Figures.count(counters.retransmittedFrames(), "frame"))
                    .append(" sent again");
        }
        return text.toString();
    }

    CliException notDrained(Duration timeout, @Nullable MillraceException lastCause) {
        String why = lastCause == null ? "the subscriber is slow, or there is none" : lastCause.getMessage();
        return CliException.failure(
                "not drained within " + Figures.duration(timeout.toNanos()) + ": " + pending() + "; " + why,
                (lastCause == null ? "start a subscriber of the stream" : lastCause.hint())
                        + ", or give more time with --drain-timeout");
    }

    // Positions count headers and padding, so this is not comparable with the bytes of the lines.
    private String pending() {
        return Figures.bytes(position - acknowledged) + " of " + Figures.bytes(position)
                + " of frames not acknowledged";
    }
}
