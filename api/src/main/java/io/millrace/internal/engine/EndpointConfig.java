// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ChecksumMode;
import io.millrace.IdleMode;
import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.session.AssemblyMemory;
import io.millrace.internal.session.SessionSettings;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.time.Duration;

/**
 * An endpoint's options as numbers that fit each other.
 *
 * @param session what its sessions are told
 * @param ringBytes size of a ring, a power of two
 * @param windowBytes credit that publications wish for
 * @param frameSize largest frame of its publications
 * @param idle how the I/O thread is to wait
 * @param publishTimeoutNs default deadline of publish
 * @param drainTimeoutNs deadline of close
 * @param backoffBaseNs first ceiling
 * @param backoffCapNs last ceiling
 * @param checksum when frames carry checksums
 * @param slowConsumer what becomes of a slow one of several subscribers
 * @param replyRingBytes size of a session's ring of replies
 * @param assembledBytes in which all messages together are put together
 * @param maxStreams streams of a peer that one session keeps
 * @param required whether the runtime is ready only while it works
 * @param inline whether publishing threads send
 */
record EndpointConfig(
        SessionSettings session,
        int ringBytes,
        int windowBytes,
        int frameSize,
        IdleMode idle,
        long publishTimeoutNs,
        long drainTimeoutNs,
        long backoffBaseNs,
        long backoffCapNs,
        ChecksumMode checksum,
        SlowConsumerPolicy slowConsumer,
        int replyRingBytes,
        int assembledBytes,
        int maxStreams,
        boolean inline,
        boolean required) {

    /**
     * A STATUS for less than half a window may wait this long for more news, unless the agent finds a pause first. Long
     * beside a round trip: at 4 ms it was what one turn of a ping-pong in a hundred waited for.
     */
    private static final long ACKNOWLEDGE_AFTER_NS = 50_000_000;

    static EndpointConfig of(Options options, String identity) {
        int ring = powerOfTwo(options.get(EndpointOptions.RING));
        int window = Math.min(options.get(EndpointOptions.WINDOW), ring / 4);
        int frameSize = frameSize(ring, window);
        SessionSettings session = new SessionSettings(
                identity,
                Math.max(frameSize, 1 << 18),
                Math.max(window, 1 << 20),
                options.get(EndpointOptions.MAX_MESSAGE),
                options.get(EndpointOptions.REQUIRE_CHECKSUM),
                nanos(options, EndpointOptions.HEARTBEAT),
                nanos(options, EndpointOptions.DEAD_AFTER),
                nanos(options, EndpointOptions.HANDSHAKE_TIMEOUT),
                nanos(options, EndpointOptions.SESSION_TIMEOUT),
                ACKNOWLEDGE_AFTER_NS);
        return new EndpointConfig(
                session,
                ring,
                window,
                frameSize,
                options.get(EndpointOptions.IDLE),
                nanos(options, EndpointOptions.PUBLISH_TIMEOUT),
                nanos(options, EndpointOptions.DRAIN_TIMEOUT),
                nanos(options, EndpointOptions.BACKOFF_BASE),
                nanos(options, EndpointOptions.BACKOFF_CAP),
                options.get(EndpointOptions.CHECKSUM),
                options.get(EndpointOptions.SLOW_CONSUMER),
                options.get(EndpointOptions.REPLY_RING),
                options.get(EndpointOptions.MAX_ASSEMBLED),
                options.get(EndpointOptions.MAX_STREAMS),
                options.get(EndpointOptions.INLINE),
                options.get(EndpointOptions.REQUIRED));
    }

    private static long nanos(Options options, Option<Duration> option) {
        return options.get(option).toNanos();
    }

    /** Largest frame of a publication. */
    static int frameSize(int ring, int window) {
        return Math.min(ring / 8, window / 4) & -FrameDescriptor.ALIGNMENT;
    }

    static int powerOfTwo(int bytes) {
        int floor = Integer.highestOneBit(bytes);
        return floor == bytes ? bytes : floor << 1;
    }

    /** What the messages of one endpoint's peers are put together in. */
    AssemblyMemory assemblyMemory() {
        return new AssemblyMemory(assembledBytes, session.maxMessage());
    }
}
