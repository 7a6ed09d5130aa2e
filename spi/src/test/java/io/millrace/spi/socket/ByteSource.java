// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A channel that gives bytes away in pieces of given sizes, then says "nothing there"; the bytes count up. */
final class ByteSource implements ReadableByteChannel {
    private long next;
    private int available;
    private int lastReadAt = -1;

    /** Makes so many more bytes available to one read. */
    ByteSource offer(int bytes) {
        available = bytes;
        return this;
    }

    static byte byteAt(long position) {
        return (byte) (position * 31 >>> 3);
    }

    /** Where in the buffer the last read began. */
    int lastReadAt() {
        return lastReadAt;
    }

    int available() {
        return available;
    }

    @Override
    public int read(ByteBuffer target) {
        lastReadAt = target.position();
        int count = Math.min(available, target.remaining());
        for (int i = 0; i < count; i++) {
            target.put(byteAt(next++));
        }
        available -= count;
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
