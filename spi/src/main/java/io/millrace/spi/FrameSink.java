// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import java.nio.ByteBuffer;

/** Where a link hands the bytes that it has read; implemented by the engine, called on the I/O agent's thread. */
@FunctionalInterface
public interface FrameSink {

    /**
     * Takes whole frames from the region and leaves an incomplete one at its end to the link, which offers it again,
     * in front of what follows, at a later poll.
     *
     * @param buffer direct and little-endian; the link's own, valid during the call
     * @param offset of the region's first byte, which begins a frame
     * @param length of the region in bytes
     * @return how many bytes were taken; what remains is an incomplete frame
     */
    int onBytes(ByteBuffer buffer, int offset, int length);
}
