// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import java.nio.ByteBuffer;

/** Offers of a publication's messages that are larger than a frame. On the publication's threads. */
final class FragmentedOffers {

    private final RingProducer publication;

    FragmentedOffers(RingProducer publication) {
        this.publication = publication;
    }

    OfferStatus offer(ByteBuffer source, int offset, int length) {
        long position = reserve(length);
        if (position < 0) {
            return publication.status(position);
        }
        FragmentWriter writer = publication.fragmentWriter();
        writer.begin(position, length);
        try {
            while (writer.next()) {
                writer.put(source, offset);
            }
        } finally {
            writer.end();
        }
        return OfferStatus.ACCEPTED;
    }

    OfferStatus offer(byte[] source, int offset, int length) {
        long position = reserve(length);
        if (position < 0) {
            return publication.status(position);
        }
        FragmentWriter writer = publication.fragmentWriter();
        writer.begin(position, length);
        try {
            while (writer.next()) {
                writer.put(source, offset);
            }
        } finally {
            writer.end();
        }
        return OfferStatus.ACCEPTED;
    }

    /** Room for all of a message, or why there is none. */
    long reserve(int length) {
        return publication.reserveFragments(length);
    }
}
