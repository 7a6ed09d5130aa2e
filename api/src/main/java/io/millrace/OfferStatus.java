// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/**
 * What became of an offer or a claim, on the publishing thread. Flow control is a value, never an exception; a status
 * holds for that call alone.
 */
public enum OfferStatus {
    /** The message is in the ring: from here on it is the engine's to deliver. */
    ACCEPTED,
    /**
     * The ring is full of messages that the peer has not acknowledged. Idle and try again, or use
     * {@link Publication#publish}, which does that up to a deadline.
     */
    BACK_PRESSURED,
    /**
     * Nobody is there who could ever acknowledge: every live peer has said that it does not subscribe, or the last
     * session of a listening endpoint has ended. Try again when a subscriber has come.
     */
    NOT_CONNECTED,
    /**
     * The peer does not let this identity publish the stream ({@code STREAM_DENIED}). It may after a reconnect with other
     * rights; trying again does not help.
     */
    DENIED,
    /** The operator has isolated the endpoint, or it has failed for good; {@link Endpoint#failure()} says why. */
    ISOLATED,
    /** The publication, its endpoint or the runtime is draining or closed. Final. */
    CLOSED,
    /** Longer than {@link Publication#maxMessageLength()}. Final for this message. */
    MESSAGE_TOO_LARGE
}
