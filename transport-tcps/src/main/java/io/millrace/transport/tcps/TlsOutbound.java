// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The sending half: makes records and writes them to the socket. Guarded by its own lock, which nobody holds for longer than
 * it takes to encrypt one write: publishing threads write, while the I/O agent answers what the peer's TLS asks.
 *
 * <p><b>What is on its way.</b> A record that was made must go out whole, also if the socket takes only a part of it now. The
 * engine knows nothing of records; so the last byte that was encrypted is not counted as taken until its record is out. Then
 * the engine sees a write that fell short inside a frame, asks to be woken, and comes again with that byte first, which is
 * skipped. It must not be a frame's first byte, in front of which the engine might want to send something else: two are
 * held back if one would be. Frames are padded to 32 bytes, and every write ends with one.
 *
 * <p>The records are made in a heap buffer: the JDK encrypts in place, and does so up to twice as fast in an array. They are
 * copied to a direct one once, to leave from there.
 */
final class TlsOutbound {
    /** Those of one write of 64 KiB. */
    private static final int RECORDS = 5;

    private static final int FRAME_ALIGNMENT = 32;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final FrameLink sockets;
    private final int recordBytes;

    /** Records that are being made; empty between calls. */
    private ByteBuffer made;

    /** Records on their way, from position to limit: direct, so that trying a full socket again copies nothing. */
    private ByteBuffer leaving;

    /** Bytes that were encrypted and not counted as taken. */
    private int held;

    private boolean shutDown;

    TlsOutbound(SSLEngine engine, FrameLink sockets) {
        this.engine = engine;
        this.sockets = sockets;
        this.recordBytes = engine.getSession().getPacketBufferSize();
        this.made = ByteBuffer.allocate(recordBytes);
        this.leaving = ByteBuffer.allocateDirect(recordBytes).limit(0);
    }

    /** The handshake is done: room for whole writes. */
    synchronized void open() {
        made = ByteBuffer.allocate(RECORDS * recordBytes);
        leaving = ByteBuffer.allocateDirect(RECORDS * recordBytes).put(leaving).flip();
    }

    /** As {@link FrameLink#write}. */
    synchronized int write(ByteBuffer source) throws SSLException {
        int before = source.position();
        if (leaving.hasRemaining() && !flush()) {
            return 0;
        }
        source.position(before + held);
        held = 0;
        while (source.hasRemaining()) {
            fill(source);
            if (!flush()) {
                held = Math.min(toHold(source.remaining()), source.position() - before);
                source.position(source.position() - held);
                break;
            }
        }
        return source.position() - before;
    }

    private static int toHold(int remaining) {
        return (remaining + 1) % FRAME_ALIGNMENT == 0 ? 2 : 1;
    }

    private void fill(ByteBuffer source) throws SSLException {
        while (source.hasRemaining() && made.remaining() >= recordBytes) {
            SSLEngineResult result = engine.wrap(source, made);
            if (result.getStatus() == Status.CLOSED) {
                throw new SSLException("nothing can be sent after the farewell");
            }
            if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                throw new SSLException("TLS takes nothing now: " + result);
            }
        }
        dispatch();
    }

    /** What was made leaves; nothing else is on its way. */
    private void dispatch() {
        leaving.clear().put(made.flip()).flip();
        made.clear();
    }

    /**
     * Sends what the engine has to say of itself, as long as it wants to.
     *
     * @return what it wants next
     */
    synchronized HandshakeStatus speak() throws SSLException {
        HandshakeStatus next = engine.getHandshakeStatus();
        while (next == HandshakeStatus.NEED_WRAP && flush()) {
            SSLEngineResult result = engine.wrap(NOTHING, made);
            dispatch();
            next = result.getHandshakeStatus();
            if (result.getStatus() != Status.OK) {
                break;
            }
        }
        flush();
        return next;
    }

    /** Writes what is there; true if nothing is left. */
    synchronized boolean flush() {
        if (leaving.hasRemaining()) {
            sockets.write(leaving);
        }
        boolean empty = !leaving.hasRemaining();
        if (empty && shutDown) {
            shutDown = false;
            sockets.shutdownOutput();
        }
        return empty;
    }

    synchronized boolean isPending() {
        return leaving.hasRemaining();
    }

    /** Says farewell, and that nothing follows, as soon as everything before is out. */
    synchronized void shutdown() {
        farewell();
        shutDown = true;
        try {
            flush();
        } catch (MillraceException e) {
            // Broken already; the next poll says so
        }
    }

    /** Says farewell; behind what the socket has not taken there is room for it. */
    synchronized void farewell() {
        try {
            engine.closeOutbound();
            // Not isOutboundDone(): that is true while the farewell still waits to be fetched
            while (made.remaining() >= recordBytes && engine.wrap(NOTHING, made).bytesProduced() > 0) {
                // Until there is no more
            }
            ByteBuffer all = ByteBuffer.allocateDirect(leaving.remaining() + made.position());
            leaving = all.put(leaving).put(made.flip()).flip();
            flush();
        } catch (SSLException | MillraceException e) {
            // Broken already, and the peer learns it otherwise
        }
    }
}
