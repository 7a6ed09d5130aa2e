// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ReceiveBufferProperties {
    private static final int CAPACITY = 64;

    @Property
    void everyByteComesOnceAndInOrder(
            @ForAll @IntRange(min = 1, max = 1000) int frame,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 400) Integer> pieces)
            throws IOException {
        ByteSource source = new ByteSource();
        ReceiveBuffer buffer =
                new ReceiveBuffer(ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN));
        FixedFrames sink = new FixedFrames(frame, 0);
        long sent = 0;
        for (int piece : pieces) {
            source.offer(piece);
            sent += piece;
            while (source.available() > 0) {
                assertThat(buffer.readFrom(source, sink)).isPositive();
            }
        }
        assertThat(sink.position() + buffer.pendingBytes()).isEqualTo(sent);
        assertThat(buffer.pendingBytes()).isLessThan(frame);
        assertThat(buffer.totalBytes()).isEqualTo(sent);
        // Doubled only while one frame fills it, however much has passed
        assertThat(buffer.buffer().capacity()).isLessThanOrEqualTo(Math.max(CAPACITY, 2 * frame));
    }
}
