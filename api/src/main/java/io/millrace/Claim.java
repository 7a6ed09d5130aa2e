// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import java.nio.ByteBuffer;

/**
 * Space in a publication's ring, to be written in place and committed. Obtained from {@link Publication#claim}; belongs
 * to the calling thread and is not to be handed to another, which must commit or abort it promptly: nothing published
 * after it is sent before. The object is reused by that thread's next claim on that publication, so do not keep it; the
 * ring's memory behind {@link #buffer()} is the engine's, lent until commit or abort.
 *
 * <pre>{@code
 * try (Claim claim = orders.claim(16)) {
 *     if (claim.isAccepted()) {
 *         claim.buffer().putLong(id).putLong(price);
 *         claim.commit();
 *     }
 * }
 * }</pre>
 */
public interface Claim extends AutoCloseable {

    /**
     * {@link OfferStatus#ACCEPTED} if there is space to write; else why not, and then nothing but {@link #close} may be
     * called.
     */
    OfferStatus status();

    /** True if there is space to write. */
    boolean isAccepted();

    /**
     * The claimed space, little-endian, from its position to its limit. Its former content is undefined: write all of
     * it. Valid until commit or abort; writing to it later corrupts other messages.
     *
     * <p>Up to {@link Publication#maxClaimLength()} it is the ring itself. The fragments of a larger message do not lie
     * back to back, so its space is a direct buffer of this thread and publication, kept for the next claim, which commit
     * copies; for a message that exists already {@link Publication#offer} saves that copy.
     */
    ByteBuffer buffer();

    /**
     * Sets the application's message type; 0 if never called.
     *
     * @throws IllegalArgumentException if it is outside 0 to 65 535
     */
    Claim typeId(int typeId);

    /** Sets the application's own id of the message; 0 if never called. */
    Claim correlationId(long correlationId);

    /**
     * Makes the message a request, which whoever handles it can answer through {@link Message#reply()}; the answer comes
     * to the handler of {@link Endpoint#subscribeReplies} with the same correlation id.
     *
     * @throws IllegalStateException if this is the claim of a reply publication
     */
    Claim request(long correlationId);

    /**
     * Says, on a reply publication, that the request failed; 0 if never called. What the numbers mean is the
     * application's affair; the requester sees them as {@link Message#status()}.
     *
     * @throws IllegalArgumentException if it is outside 0 to 255
     * @throws IllegalStateException if this is no claim of a reply publication
     */
    Claim errorStatus(int errorStatus);

    /**
     * Publishes the message. Final: what the claim held now belongs to the engine.
     *
     * @throws IllegalStateException if no space is claimed, or it was committed or aborted already
     */
    void commit();

    /**
     * Gives the space up; subscribers never see it.
     *
     * @throws IllegalStateException if no space is claimed, or it was committed or aborted already
     */
    void abort();

    /** Aborts unless committed. Idempotent; does nothing if the claim was refused. */
    @Override
    void close();
}
