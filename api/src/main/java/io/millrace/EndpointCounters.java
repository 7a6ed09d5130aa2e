// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import io.millrace.error.ErrorCode;
import java.util.Map;

/**
 * What an endpoint has done so far: totals over its sessions, streams and links since it was opened, monotonic, taken
 * without stopping anything and therefore not all at one instant. A snapshot; immutable.
 *
 * @param messagesPublished taken from rings and sent, each counted once
 * @param bytesPublished stream bytes accepted, headers and padding included
 * @param messagesHandled handlers that returned normally
 * @param bytesHandled stream bytes processed, headers and padding included
 * @param messagesFailed handlers that threw; their messages were skipped
 * @param messagesDeadLettered handlers that threw; their messages were taken by a dead-letter handler
 * @param messagesRetried times a message was to be handed up again, asked for by its handler or by its policy
 * @param redelivered messages handed up that a predecessor of this process may have processed
 * @param retransmittedFrames frames sent again after a resume
 * @param retransmittedBytes stream bytes sent again after a resume
 * @param duplicatesDropped frames below the expected position, dropped
 * @param messagesDiscarded of which the beginning had come when the rest was announced as lost
 * @param framesUnsubscribed frames that came after their handler had left, dropped; the publisher still holds them
 * @param backPressured offers and claims refused because a ring was full
 * @param linksOpened links on which a handshake was completed
 * @param reconnects links after the first on which a session was resumed or taken over
 * @param linksLost links that failed, were closed for an error, or were replaced by a newer one of their session
 * @param messagesLost announced as lost, or -1 if a loss of unknown size was announced
 * @param messagesSkipped not sent to a subscriber that was too slow, or too old for fragments, counted for each
 * @param messagesAbandoned sent to a subscriber that was too slow, lost with a link, and no longer held, counted for each
 * @param bytesSent all bytes written to links
 * @param bytesReceived all bytes read from links
 * @param protocolErrors frames that a correct peer never sends
 * @param repliesTooLate offers and claims on reply publications of sessions that had ended
 * @param refusals connections, sessions and streams of others that were refused, by reason; a reason that never came is absent
 */
public record EndpointCounters(
        long messagesPublished,
        long bytesPublished,
        long messagesHandled,
        long bytesHandled,
        long messagesFailed,
        long messagesDeadLettered,
        long messagesRetried,
        long redelivered,
        long retransmittedFrames,
        long retransmittedBytes,
        long duplicatesDropped,
        long messagesDiscarded,
        long framesUnsubscribed,
        long backPressured,
        long linksOpened,
        long reconnects,
        long linksLost,
        long messagesLost,
        long messagesSkipped,
        long messagesAbandoned,
        long bytesSent,
        long bytesReceived,
        long protocolErrors,
        long repliesTooLate,
        Map<ErrorCode, Long> refusals) {

    /** Copies the map. */
    public EndpointCounters {
        refusals = Map.copyOf(refusals);
    }

    /** How often something was refused for this reason. */
    public long refused(ErrorCode reason) {
        return refusals.getOrDefault(reason, 0L);
    }
}
