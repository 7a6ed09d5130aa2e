// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import java.nio.ByteBuffer;

/**
 * A received message, seen in place by a handler. The bytes are the engine's: valid during the handler's call only, on
 * its thread only, and the object is reused for the next message; {@link #copy()} to keep the payload. Multi-byte reads
 * are little-endian; indices count from the payload's first byte, and one outside of it throws
 * {@link IndexOutOfBoundsException}.
 */
public interface Message {

    /** Length of the payload in bytes. */
    int length();

    /** A read-only view of the payload, from its position to its limit; reused for the next message. */
    ByteBuffer buffer();

    /** One byte of the payload. */
    byte getByte(int index);

    /** Four bytes of the payload. */
    int getInt(int index);

    /** Eight bytes of the payload. */
    long getLong(int index);

    /** Copies the payload's first {@code length} bytes, or fewer if it is shorter, and says how many. */
    int getBytes(byte[] target, int offset, int length);

    /** The payload as UTF-8 text. Allocates. */
    String asString();

    /** The payload in an array of its own. Allocates. */
    byte[] copy();

    /** The stream's name. */
    String stream();

    /** Position of the message's first byte in its stream; strictly increasing within an epoch of the stream. */
    long position();

    /** What it is meant for; a plain message is {@link MessageKind#DATA}. */
    MessageKind kind();

    /**
     * The publication over which to answer, of the session that the message came with: goes to that peer alone, ends with
     * the session, after which it says {@link OfferStatus#CLOSED}. May be kept and used like any other, by any number of
     * threads; its messages are {@link MessageKind#RESPONSE}. Answer with the request's correlation id:
     *
     * <pre>{@code
     * try (Claim claim = request.reply().claim(8)) {
     *     if (claim.isAccepted()) {
     *         claim.correlationId(request.correlationId()).buffer().putLong(result);
     *         claim.commit();
     *     }
     * }
     * }</pre>
     */
    Publication reply();

    /** Of a {@link MessageKind#RESPONSE} the status that the replier gave it, 0 if it went well; 0 on all others. */
    int status();

    /** The application's message type, 0 if untyped. */
    int typeId();

    /** The application's own id of the message, 0 if none. */
    long correlationId();

    /**
     * True if an earlier subscriber of the same identity may have processed this message already: it was sent to a
     * process that ended before it acknowledged; out of a log, if it was handed to a member of the group before.
     */
    boolean isRedelivered();

    /**
     * Id of the entry that holds it, out of a log such as Redis: where another subscription can go on, see {@link
     * SubscriptionOptions.Builder#fromId}. Several messages may lie in one entry. Empty if it came from a peer. Allocates.
     */
    default String entryId() {
        return "";
    }
}
