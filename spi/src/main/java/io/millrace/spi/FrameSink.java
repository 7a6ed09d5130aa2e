// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import java.nio.ByteBuffer;

/**
 * Where a link hands the bytes that it has read. Implemented by the engine, called by a link within its
 * {@link FrameLink#poll}, on the I/O agent's thread. The bytes stay the link's; the sink copies what it wants to keep.
 */
@FunctionalInterface
public interface FrameSink {

    /**
     * Takes whole frames from the region and leaves an incomplete one at its end to the link, which offers it again,
     * in front of what follows [D5], at a later poll, and at the next one if that brings another sink [D7].
     *
     * @param buffer direct and little-endian [D4]; the link's own, valid during the call
     * @param offset of the region's first byte, which begins a frame
     * @param length of the region in bytes
     * @return how many bytes were taken; what remains is an incomplete frame
     * @throws io.millrace.error.MillraceException if the bytes break the protocol; the link lets it through [D12], and
     *     the engine closes the link
     */
    int onBytes(ByteBuffer buffer, int offset, int length);

    /**
     * How many bytes at a time are of use to this sink at most. A link need not keep room for more while this sink reads: a
     * stranger that has yet to say who it is costs no large buffer.
     */
    default int mostBytes() {
        return Integer.MAX_VALUE;
    }
}
