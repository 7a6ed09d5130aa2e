// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import java.util.Arrays;

/** One direction of a {@link SimulatedLink}: a queue of bytes with every fault that a carrier may have. One thread. */
public final class SimulatedPipe {

    private byte[] bytes = new byte[1024];
    private int length;
    private int read;
    private long written;

    /** Bytes that may still be taken from the writer; what is offered beyond is refused for now. */
    int writable = Integer.MAX_VALUE;

    /** Most bytes that one write takes. */
    int writeAtMost = Integer.MAX_VALUE;

    /** Most bytes that one read yields. */
    int readAtMost = Integer.MAX_VALUE;

    /** Bytes, counted from the pipe's first, after which it is cut: they arrive, nothing else does. */
    long cutAt = Long.MAX_VALUE;

    boolean held;
    boolean ended;
    boolean failing;

    /** Takes what may be taken. */
    int write(byte[] source, int offset, int count) {
        int taken = Math.min(Math.min(count, writable), writeAtMost);
        int kept = (int) Math.max(0, Math.min(taken, cutAt - written));
        if (length + kept > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + kept));
        }
        System.arraycopy(source, offset, bytes, length, kept);
        length += kept;
        written += taken;
        if (writable != Integer.MAX_VALUE) {
            writable -= taken;
        }
        return taken;
    }

    /** Yields what has arrived. */
    byte[] read(int room) {
        if (held) {
            return new byte[0];
        }
        int count = Math.min(Math.min(room, readAtMost), length - read);
        byte[] result = Arrays.copyOfRange(bytes, read, read + count);
        read += count;
        if (read == length) {
            read = 0;
            length = 0;
        }
        return result;
    }

    /** Takes few bytes from now on, and then none. */
    public void choke(int bytes, int atMost) {
        writable = bytes;
        writeAtMost = atMost;
    }

    /** Yields few bytes a read. */
    public void readAtMost(int bytes) {
        readAtMost = bytes;
    }

    /** As good as new, unless it was cut. */
    public void free() {
        writable = Integer.MAX_VALUE;
        writeAtMost = Integer.MAX_VALUE;
        readAtMost = Integer.MAX_VALUE;
        held = false;
    }

    /** Is cut after so many more bytes. */
    public void cutAfter(int bytes) {
        cutAt = Math.min(cutAt, written + bytes);
    }

    /** Bytes under way. */
    int backlog() {
        return length - read;
    }

    /** Bytes ever taken from the writer. */
    long written() {
        return written;
    }

    boolean isCut() {
        return written >= cutAt;
    }

    /** Forgets what is under way. */
    void drop() {
        read = 0;
        length = 0;
    }

    /** Changes one bit of what is under way. */
    void flip(int index, int mask) {
        bytes[read + index] ^= (byte) mask;
    }
}
