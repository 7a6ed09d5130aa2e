// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

import java.nio.ByteBuffer;

/**
 * Appends the messages of one publication to a stream, in order; made by {@link LogBroker#appender}, closed by the engine. It
 * outlives its connections, and remembers what was acknowledged.
 *
 * <p>Threading: {@link #append} is called by whichever thread holds the engine's send lock, one at a time, perhaps while the
 * publication's own thread is in {@link #await} [LW1]. {@link #connect} and {@link #await} belong to that thread, and no append
 * runs during a connect. {@link #disconnect} and {@link #close} may be called on any thread, and end what blocks.
 */
public interface LogAppender extends AutoCloseable {

    /**
     * Connects, and finds out how far the stream is [LW2]. After a lost connection it first makes sure that nothing of the old
     * one can still arrive, then reads back what did, so that nothing is appended twice [LW3].
     *
     * @param acknowledged position that {@link #await} has returned last, or 0
     * @return where to go on
     * @throws io.millrace.error.MillraceException if it fails, naming the address
     */
    Resumption connect(long acknowledged);

    /**
     * Sends messages, without waiting for the broker's answer. May wait for the connection to take the bytes: the engine keeps
     * what is under way below the publication's window.
     *
     * @param frames little-endian, the engine's own; not changed and not kept after the call
     * @param offset of the first frame
     * @param length of whole frames, of whole messages: a message in fragments lies wholly inside. PADs among them say
     *     nothing, but move the position
     * @param end position after the last frame
     * @throws io.millrace.error.MillraceException when the connection is broken
     */
    void append(ByteBuffer frames, int offset, int length, long end);

    /**
     * Waits until the broker has answered for something that was appended, at most so long.
     *
     * @param timeoutNs nanoseconds; nothing need be under way
     * @return position before which all is stored, as durably as the options ask; never goes back [LW4]
     * @throws io.millrace.error.MillraceException when the connection is broken, the broker refuses a message, or owes an answer
     *     for longer than {@link LogTerms#deadAfterNs}
     */
    long await(long timeoutNs);

    /** Messages that are stored, each counted once. Any thread, a little late. */
    long stored();

    /** Messages that were sent more than once. Any thread, a little late. */
    long resent();

    /** For events, such as {@code 127.0.0.1:40312 → 127.0.0.1:6379}. Any thread. */
    String description();

    /** Drops the connection, if there is one; {@link #connect} makes another. Any thread. */
    void disconnect();

    /** The same, for good. Idempotent; any thread. */
    @Override
    void close();

    /**
     * Where an appender goes on.
     *
     * @param position before which all is stored, at least what was acknowledged
     * @param lostFrom if the broker no longer has what it had acknowledged: where that begins, as readers see positions
     * @param lostTo where it ends; 0 if nothing was lost
     * @param detail about the loss, for an event; else empty
     */
    record Resumption(long position, long lostFrom, long lostTo, String detail) {

        /** Nothing was lost. */
        public static Resumption at(long position) {
            return new Resumption(position, 0, 0, "");
        }

        /** True if something was lost. */
        public boolean isLossy() {
            return lostTo > lostFrom;
        }
    }
}
