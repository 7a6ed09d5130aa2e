// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half: opens records out of the socket's buffer into one of its own, and hands on what they hold. I/O agent's
 * thread; its link owns it.
 *
 * <p>As in the socket's own buffer an incomplete frame stays where it is while there is room behind it, and is moved to the
 * front once otherwise; a frame longer than the buffer makes it grow, and the sink refuses lengths beyond its bound as soon
 * as it sees the header.
 */
final class TlsInbound {
    private static final ByteBuffer NO_ROOM = ByteBuffer.allocateDirect(0);

    private final SSLEngine engine;
    private final int plainBytes;
    private ByteBuffer plain = NO_ROOM;
    private int head;
    private int tail;

    /** The sink has seen everything before it, taken or not. */
    private int offered;

    private long openedBytes;
    private @Nullable FrameSink lastSink;

    /** The socket's buffer, as the JDK likes it. */
    private ByteBuffer view = NO_ROOM;

    private @Nullable ByteBuffer viewed;

    TlsInbound(SSLEngine engine) {
        this.engine = engine;
        this.plainBytes = engine.getSession().getApplicationBufferSize();
    }

    /** The handshake is done: what comes now holds data. Takes the buffer over. */
    void open(ByteBuffer buffer) {
        plain = buffer;
    }

    ByteBuffer buffer() {
        return plain;
    }

    /** A big-endian view of a region: made once for each buffer. */
    ByteBuffer records(ByteBuffer buffer, int offset, int length) {
        if (buffer != viewed) {
            viewed = buffer;
            view = buffer.duplicate();
        }
        return view.limit(offset + length).position(offset);
    }

    /**
     * Opens one record.
     *
     * @return as the engine says; BUFFER_OVERFLOW if the sink must be offered what is there before there is room for more
     */
    SSLEngineResult unwrap(ByteBuffer records) throws SSLException {
        SSLEngineResult result =
                engine.unwrap(records, plain.limit(plain.capacity()).position(tail));
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW && makeRoom()) {
            result = engine.unwrap(records, plain.limit(plain.capacity()).position(tail));
        }
        openedBytes += plain.position() - tail;
        tail = plain.position();
        return result;
    }

    /** How many bytes records have held so far. */
    long openedBytes() {
        return openedBytes;
    }

    /** For a whole record; false if there is none as long as the sink has not been offered what is there. */
    private boolean makeRoom() {
        int capacity = plain.capacity();
        if (capacity - tail >= plainBytes) {
            return true;
        }
        if (head > 0) {
            plain.limit(tail).position(head).compact();
            tail -= head;
            offered -= head;
            head = 0;
        }
        if (capacity - tail >= plainBytes) {
            return true;
        }
        if (tail > offered) {
            return false;
        }
        if (capacity > Integer.MAX_VALUE / 2) {
            throw new InternalException(
                    ErrorCode.INTERNAL,
                    "the sink waits for a frame of more than " + capacity + " bytes",
                    "please report this: frame lengths should have been checked against their bound before");
        }
        plain = PlainBuffers.allocate(Math.max(capacity, plainBytes) * 2)
                .put(plain.limit(tail).position(0));
        return true;
    }

    /** Hands on what is there, if this sink has not been offered all of it. If the sink throws nothing counts as taken. */
    void deliver(FrameSink sink) {
        if (head == tail || tail == offered && sink == lastSink) {
            return;
        }
        lastSink = sink;
        int length = tail - head;
        int taken = sink.onBytes(plain.limit(tail).position(head), head, length);
        if (taken < 0 || taken > length) {
            throw new InternalException(
                    ErrorCode.INTERNAL, "the sink took " + taken + " of " + length + " bytes", "please report this");
        }
        head += taken;
        offered = tail;
        if (head == tail) {
            head = 0;
            tail = 0;
            offered = 0;
        }
    }
}
