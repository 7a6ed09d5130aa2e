// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ChecksumMode;
import io.millrace.PublicationOptions;
import io.millrace.SlowConsumerPolicy;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.internal.ring.FragmentLayout;
import io.millrace.spi.frame.FrameDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * One publication's options as numbers that fit each other: its own, and for the rest its endpoint's.
 *
 * @param ringBytes size of the ring, a power of two
 * @param windowBytes credit that it wishes for
 * @param frameSize largest frame
 * @param maxMessageLength largest payload of a message: in fragments it takes half the ring at most, wherever it begins
 * @param checksum what was asked for
 * @param checksummed whether its frames carry checksums
 * @param priority streams of a higher one are served first
 * @param slowConsumer what becomes of a slow one of several subscribers
 */
record PublicationSettings(
        int ringBytes,
        int windowBytes,
        int frameSize,
        int maxMessageLength,
        ChecksumMode checksum,
        boolean checksummed,
        int priority,
        SlowConsumerPolicy slowConsumer) {

    static PublicationSettings of(
            String stream, PublicationOptions own, EndpointConfig config, BoundTransport transport) {
        int ring = EndpointConfig.powerOfTwo(or(own.ringBytes(), config.ringBytes()));
        Integer window = own.windowBytes();
        if (window != null && window > ring / 4) {
            throw invalid(
                    stream,
                    "windowBytes " + window + " is over a quarter of its ring of " + ring + " bytes ("
                            + (own.ringBytes() == null ? "option ring of the endpoint" : "its own ringBytes") + ")",
                    "lower windowBytes to " + ring / 4 + " or raise ringBytes to " + 4L * window);
        }
        int fitting = Math.min(or(window, config.windowBytes()), ring / 4);
        int frameSize = EndpointConfig.frameSize(ring, fitting);
        ChecksumMode checksum = or(own.checksum(), config.checksum());
        return new PublicationSettings(
                ring,
                fitting,
                frameSize,
                (int) Math.min(
                        FragmentLayout.largestPayload(ring / 2, frameSize),
                        config.session().maxMessage()),
                checksum,
                transport.checksums(checksum),
                or(own.priority(), 0),
                or(own.slowConsumer(), config.slowConsumer()));
    }

    /** The largest payload in one frame. */
    int maxFramePayload() {
        return frameSize - FrameDescriptor.HEADER_LENGTH;
    }

    /** Refuses options that say something else than what the stream's publication was made with. */
    void requireSame(String stream, PublicationOptions asked) {
        Integer ring = asked.ringBytes();
        same(stream, "ringBytes", ring == null ? null : EndpointConfig.powerOfTwo(ring), ringBytes);
        same(stream, "windowBytes", asked.windowBytes(), windowBytes);
        same(stream, "checksum", asked.checksum(), checksum);
        same(stream, "priority", asked.priority(), priority);
        same(stream, "slowConsumer", asked.slowConsumer(), slowConsumer);
    }

    private static void same(String stream, String option, @Nullable Object asked, Object used) {
        if (asked != null && !asked.equals(used)) {
            throw invalid(
                    stream,
                    option + " " + asked + " is not the " + used + " that its publication was made with",
                    "leave " + option + " out to share the publication, or close it first");
        }
    }

    private static ConfigurationException invalid(String stream, String what, String hint) {
        return new ConfigurationException(ErrorCode.INVALID_OPTION, "stream " + stream + ": " + what, hint);
    }

    private static <T> T or(@Nullable T own, T general) {
        return own != null ? own : general;
    }
}
