// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.ring.FrameRing;
import org.jspecify.annotations.Nullable;

/** What a session sees of a publication. */
public interface PublishedStream {

    /** The stream's name. */
    String name();

    /** The number in its frames, 1 to 65 535, one for the whole runtime. */
    int streamId();

    /** Random, new for each ring. */
    long epoch();

    /** The ring, or null as long as nothing was claimed. Any thread. */
    @Nullable FrameRing ring();

    /** Position after the last claimed frame. Any thread. */
    long publishedEnd();

    /** The oldest position that the ring still holds. */
    long oldestHeld();

    /** Largest frame in bytes, aligned. */
    int frameSize();

    /** Credit wished for in bytes. */
    int window();

    /** Largest payload of a message in bytes. */
    long largestMessage();

    /** True if its frames carry checksums. */
    boolean checksummed();

    /** Streams of a higher one are served first; 0 to 255. */
    int priority();

    /** What becomes of a session that alone keeps the ring full while others are there. */
    SlowConsumerPolicy slowConsumer();

    /** True once it is closed: the stream ends at {@link #publishedEnd}. */
    boolean isClosing();

    /**
     * Messages before a position that is held, counted from somewhere: the difference of two calls is exact as long as a
     * session was detached all the while. I/O agent's thread.
     */
    long messagesBefore(long position);

    /** A session's peer does not subscribe to it; {@code denied} if this end may not publish it there. I/O agent's thread. */
    default void refused(OutboundStream stream, boolean denied) {}

    /** An attached session's acknowledgement, attachment or answer has changed. I/O agent's thread. */
    void sessionsChanged();
}
