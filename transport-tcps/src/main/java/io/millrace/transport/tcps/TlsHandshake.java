// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a poll does: carries the handshake on, then opens records. I/O agent's thread, but for the tasks that the engine
 * delegates, which run on a thread for such work; meanwhile what comes is left in the socket's buffer.
 */
final class TlsHandshake {
    /** The longest record. */
    private static final int STRANGERS_BYTES = 17 * 1024;

    private final TlsLink link;
    private final SSLEngine engine;
    private final TlsOutbound out;
    private final TlsInbound in;
    private final FrameLink sockets;

    // A socket link offers again what was left behind when another sink asks: two that do the same, to take turns
    private final FrameSink here = new Tap();
    private final FrameSink there = new Tap();
    private FrameSink tap = here;

    private FrameSink sink = here;
    private HandshakeStatus next = HandshakeStatus.NOT_HANDSHAKING;
    private boolean begun;
    private boolean recognised;
    private boolean leftBehind;
    private boolean farewell;
    private boolean awaitsWritable;
    private volatile boolean working;
    private @Nullable Throwable broken;
    private @Nullable SSLException failure;

    TlsHandshake(TlsLink link, SSLEngine engine, TlsOutbound out, FrameLink sockets) {
        this.link = link;
        this.engine = engine;
        this.out = out;
        this.in = new TlsInbound(engine);
        this.sockets = sockets;
    }

    /** Where the socket hands what it has read. */
    private final class Tap implements FrameSink {
        @Override
        public int onBytes(ByteBuffer buffer, int offset, int length) {
            return take(buffer, offset, length);
        }

        /** A stranger that has yet to shake hands costs no large buffer. */
        @Override
        public int mostBytes() {
            return link.isOpen() ? sink.mostBytes() : STRANGERS_BYTES;
        }
    }

    int poll(FrameSink target) throws SSLException {
        if (working) {
            return 0;
        }
        sink = target;
        if (!begun) {
            begun = true;
            engine.beginHandshake();
            next = engine.getHandshakeStatus();
        }
        carryOn();
        if (farewell) {
            in.deliver(target);
            throw parted();
        }
        long before = in.openedBytes();
        boolean waits = isAtWork();
        if (leftBehind && !waits) {
            leftBehind = false;
            tap = tap == here ? there : here;
        }
        if (!waits) {
            pollSockets(before);
        }
        rethrow();
        in.deliver(target);
        int opened = (int) (in.openedBytes() - before);
        if (farewell && opened == 0) {
            throw parted();
        }
        return opened;
    }

    /** As in any link the end is told by the poll after the one that has brought the last bytes. */
    private void pollSockets(long before) {
        try {
            sockets.poll(tap);
        } catch (LinkException e) {
            if (in.openedBytes() == before && !leftBehind) {
                throw e;
            }
        }
    }

    private LinkException parted() {
        link.heardFarewell();
        return TlsErrors.ended(link.description());
    }

    /**
     * Whether a task has been begun, and what has become of it is not known here. It may have ended already, and even have
     * been the last step of the handshake; then nothing may be opened before {@link #carryOn} has noticed.
     */
    private boolean isAtWork() {
        return working || next == HandshakeStatus.NEED_TASK;
    }

    private void rethrow() throws SSLException {
        SSLException tls = failure;
        if (tls != null) {
            failure = null;
            throw tls;
        }
        Throwable sinks = broken;
        if (sinks != null) {
            broken = null;
            if (sinks instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) sinks;
        }
    }

    /** Does what the engine wants and no byte of the peer is needed for. */
    private void carryOn() throws SSLException {
        if (awaitsWritable && out.flush()) {
            awaitsWritable = false;
            sockets.awaitWritable(false);
        }
        while (next != HandshakeStatus.NOT_HANDSHAKING) {
            switch (next) {
                case NEED_TASK -> {
                    // Tasks that have ended, perhaps badly, are found out by asking again
                    if (!startWork()) {
                        return;
                    }
                }
                case NEED_WRAP -> {
                    next = out.speak();
                    if (!link.isOpen() && out.isPending()) {
                        awaitsWritable = true;
                        sockets.awaitWritable(true);
                    }
                    if (next == HandshakeStatus.NEED_WRAP) {
                        return;
                    }
                }
                case FINISHED -> next = HandshakeStatus.NOT_HANDSHAKING;
                default -> {
                    return;
                }
            }
        }
        if (!link.isOpen()) {
            in.open(link.transport().buffers().take());
            out.open();
            link.opened(CertificateNames.principal(engine.getSession()));
        }
    }

    /** False if it takes a while. */
    private boolean startWork() {
        Runnable task = engine.getDelegatedTask();
        if (task == null) {
            next = engine.getHandshakeStatus();
            return next != HandshakeStatus.NEED_TASK;
        }
        working = true;
        link.transport().work(() -> {
            try {
                task.run();
                Runnable more;
                while ((more = engine.getDelegatedTask()) != null) {
                    more.run();
                }
            } finally {
                working = false;
            }
        });
        return false;
    }

    private int take(ByteBuffer buffer, int offset, int length) {
        if (farewell) {
            return length;
        }
        if (!recognised && !recognise(buffer, offset, length)) {
            return link.isOver() ? length : 0;
        }
        ByteBuffer records = in.records(buffer, offset, length);
        try {
            open(records);
            in.deliver(sink);
        } catch (SSLException e) {
            failure = e;
            return length;
        } catch (RuntimeException | Error e) {
            // The sink's affair, or the socket's. Not thrown through the socket's buffer: what was opened is opened
            broken = e;
            leftBehind = records.hasRemaining();
        }
        return records.position() - offset;
    }

    private boolean recognise(ByteBuffer buffer, int offset, int length) {
        FirstBytes.Verdict verdict = FirstBytes.judge(buffer, offset, length);
        switch (verdict) {
            case TLS -> {
                recognised = true;
                return true;
            }
            case UNKNOWN -> {
                return false;
            }
            default -> {
                link.isNoTls();
                if (link.isAccepted() && verdict == FirstBytes.Verdict.MILLRACE) {
                    FirstBytes.reject(sockets);
                }
                broken = FirstBytes.error(link.description(), verdict, buffer, offset, length);
                return false;
            }
        }
    }

    private void open(ByteBuffer records) throws SSLException {
        while (records.hasRemaining()) {
            SSLEngineResult result = in.unwrap(records);
            Status status = result.getStatus();
            if (status == Status.BUFFER_UNDERFLOW) {
                return;
            }
            if (status == Status.BUFFER_OVERFLOW) {
                // The sink takes what is there first, and is called once a poll
                leftBehind = true;
                return;
            }
            if (status == Status.CLOSED) {
                farewell = true;
                records.position(records.limit());
                return;
            }
            next = result.getHandshakeStatus();
            if (next != HandshakeStatus.NOT_HANDSHAKING || !link.isOpen()) {
                carryOn();
                if (isAtWork() || next == HandshakeStatus.NEED_WRAP) {
                    leftBehind = true;
                    return;
                }
            }
        }
    }

    /** The engine has given up: the peer is told why. */
    void sayWhy() {
        try {
            out.speak();
        } catch (SSLException | MillraceException e) {
            // It has said what it could
        }
    }

    void release() {
        link.transport().buffers().giveBack(in.buffer());
    }
}
