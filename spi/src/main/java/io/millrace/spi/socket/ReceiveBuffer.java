// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.spi.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a link has read and its sink not yet taken, in one direct buffer; for links over sockets, and for any
 * other that copies bytes out of its carrier. I/O agent's thread only, but where it says otherwise; its link owns it, and
 * gives it back with {@link #release}.
 *
 * <p>When the sink has taken everything the next read starts at the buffer's beginning again, so that a link that keeps
 * up uses the same few cache lines. An incomplete frame stays where it is while there is room behind it, and is moved to
 * the front once otherwise. A frame longer than the buffer makes it grow; the sink refuses lengths beyond its bound as
 * soon as it sees the header, and that bounds the growth.
 *
 * <p>A link's first bytes go into a page. It is changed for a whole buffer when a read has filled it, and the sink has use
 * for more: a link that says little, or has yet to say who it is, costs a page, and one that has said nothing, nothing.
 *
 * <p>What a sink has left is offered again when there is more of it, or when another sink takes over: the one that reads
 * a greeting leaves what follows it to the one that comes after.
 */
public final class ReceiveBuffer {
    private static final ByteBuffer NONE = ByteBuffer.allocateDirect(0);

    private final @Nullable BufferPool pool;
    private ByteBuffer buffer;
    private boolean filled;
    private int head;
    private int tail;
    private long totalBytes;
    private @Nullable FrameSink lastSink;
    private volatile boolean busy;

    /** Takes a direct, little-endian buffer over, whatever it holds. */
    ReceiveBuffer(ByteBuffer buffer) {
        this.pool = null;
        this.buffer = buffer;
    }

    /** Takes what it needs from the pool, when it needs it; {@link #release} gives it back. */
    public ReceiveBuffer(BufferPool pool) {
        this.pool = pool;
        this.buffer = NONE;
    }

    /**
     * Reads once and hands what is there to the sink. If the sink throws nothing counts as taken.
     *
     * @return as {@link ReadableByteChannel#read}
     * @throws IOException what the channel throws
     */
    public int readFrom(ReadableByteChannel channel, FrameSink sink) throws IOException {
        makeRoom(sink);
        int room = buffer.capacity() - tail;
        int read = channel.read(buffer.limit(buffer.capacity()).position(tail));
        filled = read == room;
        if (read > 0) {
            tail += read;
            totalBytes += read;
            offer(sink);
        } else if (owes(sink)) {
            offer(sink);
        }
        return read;
    }

    /** Whether there are bytes that this sink has not been offered yet, as another one left them behind. */
    public boolean owes(FrameSink sink) {
        return head != tail && sink != lastSink;
    }

    private void offer(FrameSink sink) {
        lastSink = sink;
        int length = tail - head;
        int taken = sink.onBytes(buffer.limit(tail).position(head), head, length);
        if (taken < 0 || taken > length) {
            throw tookTooMuch(taken, length);
        }
        head += taken;
        if (head == tail) {
            head = 0;
            tail = 0;
        }
    }

    /** How many bytes of an incomplete frame are waiting for its rest. */
    public int pendingBytes() {
        return tail - head;
    }

    /** How many bytes were read in all. */
    public long totalBytes() {
        return totalBytes;
    }

    /** Says whether a poll is at work here; its link does, around {@link #readFrom}. */
    public void busy(boolean now) {
        busy = now;
    }

    /** Any thread. */
    public boolean isBusy() {
        return busy;
    }

    /** The buffer now in use. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Gives the buffer back to the pool; nobody looks at it any more. */
    public void release() {
        release(buffer);
    }

    private void makeRoom(FrameSink sink) {
        int capacity = buffer.capacity();
        if (capacity <= BufferPool.SMALL_BYTES && pool != null) {
            if (capacity == 0) {
                buffer = pool.takeSmall();
                capacity = buffer.capacity();
            } else if (filled && sink.mostBytes() > capacity) {
                changeFor(pool.take());
                capacity = buffer.capacity();
            }
        }
        if (head > 0 && capacity - tail < capacity >> 2) {
            buffer.limit(tail).position(head).compact();
            tail -= head;
            head = 0;
        } else if (tail == capacity) {
            grow(capacity);
        }
    }

    private void changeFor(ByteBuffer larger) {
        ByteBuffer page = buffer;
        larger.clear().put(page.limit(tail).position(head));
        tail -= head;
        head = 0;
        buffer = larger;
        release(page);
    }

    private void release(ByteBuffer page) {
        if (pool != null) {
            pool.giveBack(page);
        }
    }

    private void grow(int capacity) {
        if (capacity > Integer.MAX_VALUE / 2) {
            throw new InternalException(
                    ErrorCode.INTERNAL,
                    "the sink waits for a frame of more than " + capacity + " bytes",
                    "please report this: frame lengths should have been checked against their bound before");
        }
        // Full and nothing taken, so the frame begins at 0
        buffer = BufferPool.allocate(capacity * 2).put(buffer.limit(tail).position(0));
    }

    private static InternalException tookTooMuch(int taken, int length) {
        return new InternalException(
                ErrorCode.INTERNAL, "the sink took " + taken + " of " + length + " bytes", "please report this");
    }
}
