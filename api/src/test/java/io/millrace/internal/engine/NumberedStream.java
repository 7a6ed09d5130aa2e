// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import io.millrace.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Numbered messages of one stream, and where each of them ends; through as many publications as it takes. */
final class NumberedStream {

    private static final int OVERHEAD = 32;
    private static final byte[] CONTENT = new byte[4096 + 256];

    static {
        new SplittableRandom(1).nextBytes(CONTENT);
    }

    private final ByteBuffer message = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);

    /** Where the message of each number starts, as its publication counts. */
    private final List<Long> starts = new ArrayList<>();

    private Publication publication;

    /** The first number of the present publication. */
    private long firstOfLife;

    void publishThrough(Publication next) {
        publication = next;
        firstOfLife = starts.size();
    }

    long firstOfLife() {
        return firstOfLife;
    }

    /** The number that the next message will have. */
    long next() {
        return starts.size();
    }

    /** Offers the next message; false if it was refused. */
    boolean offer(int length) {
        prepare(length);
        return published(publication.offer(message, 0, length) == OfferStatus.ACCEPTED, length);
    }

    /** Publishes the next message, as a handler does: throws if there is no room. */
    void publish(int length) {
        prepare(length);
        byte[] bytes = new byte[length];
        message.get(0, bytes);
        publication.publish(bytes);
        published(true, length);
    }

    private void prepare(int length) {
        message.putLong(0, next());
        message.put(Long.BYTES, CONTENT, (int) (next() & 255), length - Long.BYTES);
    }

    private boolean published(boolean accepted, int length) {
        if (accepted) {
            starts.add(publication.position() - (length + OVERHEAD + 31 & -32));
        }
        return accepted;
    }

    /** True if these are the bytes of a message of this number, as long as there are. */
    static boolean isIntact(long number, byte[] message) {
        int from = (int) (number & 255);
        return Arrays.equals(message, Long.BYTES, message.length, CONTENT, from, from + message.length - Long.BYTES);
    }

    /** Leaves a PAD in the ring. */
    void abort(int length) {
        publication.claim(length).close();
    }

    /** Fails if more has been acknowledged than was handled: everything up to {@code lastHandled}. */
    void requireAcknowledged(long lastHandled, String where) {
        long acknowledged = publication.acknowledged();
        long next = Math.max(lastHandled + 1, firstOfLife);
        if (next < next() && acknowledged > starts.get((int) next)) {
            throw new AssertionError(where + ": acknowledged is " + acknowledged + ", but message " + next + " at "
                    + starts.get((int) next) + " was not handled");
        }
    }

    boolean isDrained() {
        return publication.acknowledged() >= publication.position();
    }
}
