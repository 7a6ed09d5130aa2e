// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Takes frames of one size from a {@link ByteSource} and checks each byte against its place in the stream. */
final class FixedFrames implements FrameSink {
    private final int size;
    private long position;

    FixedFrames(int size, long position) {
        this.size = size;
        this.position = position;
    }

    /** Of the first byte that was not taken. */
    long position() {
        return position;
    }

    @Override
    public int onBytes(ByteBuffer bytes, int offset, int length) {
        assertThat(bytes.position()).isEqualTo(offset);
        assertThat(bytes.limit()).isEqualTo(offset + length);
        assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        int whole = length - length % size;
        for (int i = 0; i < length; i++) {
            if (bytes.get(offset + i) != ByteSource.byteAt(position + i)) {
                throw new AssertionError("byte " + (position + i) + " is wrong");
            }
        }
        position += whole;
        return whole;
    }
}
