// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import java.nio.ByteBuffer;

/**
 * Space in a publication's ring, to be written in place and committed. Obtained from {@link Publication#claim}; belongs
 * to the calling thread, which must commit or abort it promptly: nothing published after it is sent before. Reused by
 * the next claim of that thread on that publication.
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

    /** {@link OfferStatus#ACCEPTED} if there is space to write; else why not, and nothing else may be called but close. */
    OfferStatus status();

    /** True if there is space to write. */
    boolean isAccepted();

    /**
     * The claimed space, little-endian, from its position to its limit. Its former content is undefined: write all of
     * it. Valid until commit or abort; writing to it later corrupts other messages.
     */
    ByteBuffer buffer();

    /** Sets the application's message type, 0 to 65 535; 0 if never called. */
    Claim typeId(int typeId);

    /** Sets the application's own id of the message; 0 if never called. */
    Claim correlationId(long correlationId);

    /** Publishes the message. */
    void commit();

    /** Gives the space up; subscribers never see it. */
    void abort();

    /** Aborts unless committed. */
    @Override
    void close();
}
