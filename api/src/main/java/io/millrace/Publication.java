// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One direction of a named stream, at the side that sends: a ring of wire frames, from which they go out in order and
 * stay until they are acknowledged.
 *
 * <p>Those from {@link Endpoint#publication} are safe for any number of threads; those from
 * {@link Endpoint#exclusivePublication} must be used by one thread at a time and cost about half. Payload buffers are
 * copied before a call returns. Close it, or its endpoint.
 */
public interface Publication extends AutoCloseable {

    /** The stream's name. */
    String stream();

    /**
     * Copies a message into the ring, or says why not. Never blocks, never throws for flow control, never allocates
     * once the ring is there, which the first message makes.
     *
     * @param source the message's bytes at absolute {@code offset}; its position and limit are neither used nor
     *     changed, and it is the caller's again on return
     * @param length in bytes, 0 to {@link #maxMessageLength()}
     * @throws io.millrace.error.ResourceException if there is no direct memory for the ring
     */
    OfferStatus offer(ByteBuffer source, int offset, int length);

    /** As {@link #offer(ByteBuffer, int, int)}, from an array. */
    OfferStatus offer(byte[] source, int offset, int length);

    /**
     * Reserves space for a message, to be written in place if it is not longer than {@link #maxClaimLength()}, else to be
     * copied at commit. Never blocks, never allocates in steady state.
     *
     * @param length of the payload in bytes
     * @return this thread's claim, whose {@link Claim#status()} says whether there is space
     * @throws io.millrace.error.PublicationException {@code NESTED_CLAIM} if this thread has a claim open already
     */
    Claim claim(int length);

    /**
     * As {@link #offer(byte[], int, int)}, but waits while back-pressured or not connected, up to the endpoint's
     * {@code publish-timeout}. On one of the engine's own threads (in a handler) it does not wait: it does the link's
     * pending work once and then fails.
     *
     * @throws io.millrace.error.PublicationException when the deadline passes (what was full, and for how long), or at
     *     once for a status that waiting cannot change
     */
    void publish(byte[] message);

    /** As {@link #publish(byte[])} with a deadline of its own. */
    void publish(ByteBuffer source, int offset, int length, Duration timeout);

    /** As {@link #publish(byte[])}, the text in UTF-8. */
    void publish(String text);

    /** Bytes of the stream that have been published, headers and padding included. */
    long position();

    /** Bytes of the stream that every subscriber has processed: everything before is out of the ring. */
    long acknowledged();

    /**
     * The largest payload of one message in bytes: in fragments it takes half the ring (option {@code ring}). A receiver
     * may set a lower bound by its own {@code max-message}, and then refuses the stream. While every subscriber speaks an
     * older version that knows no fragments, it is {@link #maxClaimLength()}.
     */
    int maxMessageLength();

    /**
     * The largest payload that fits into one frame, so that {@link #claim} gives the ring's own memory; follows from the
     * options {@code ring} and {@code window}. Larger messages are sent in fragments, all or nothing.
     */
    int maxClaimLength();

    /**
     * Waits until everything accepted before the call has been acknowledged. Released by close. In a handler or
     * listener it takes what acknowledgements are here already, and answers at once.
     *
     * @return false if the timeout passed first
     */
    boolean drain(Duration timeout);

    /** True once closed, by itself or with its endpoint. */
    boolean isClosed();

    /**
     * Refuses further offers, releases every blocked caller, and tells the subscribers where the stream ends. What was
     * accepted is still delivered while the endpoint lives. Idempotent.
     */
    @Override
    void close();
}
