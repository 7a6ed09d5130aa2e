// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.PeerPrincipal;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A link of TLS over a link of bytes; made by {@link TcpsTransport}, used and closed by the engine. Threads as in
 * {@link FrameLink}. To the engine it is connected as soon as the socket is; the handshake is made by the polls that follow,
 * under the engine's own deadline for HELLO and WELCOME, and until it is done {@link #write} takes nothing.
 *
 * <p>Buffers: what was decrypted lies in a direct buffer of the link's own, valid for the sink during its call.
 */
final class TlsLink implements FrameLink {
    private final FrameLink sockets;
    private final Supplier<SSLEngine> engines;
    private final TcpsTransport transport;
    private final boolean accepted;
    private final AtomicBoolean closed = new AtomicBoolean();

    private @Nullable TlsHandshake session;
    private volatile @Nullable TlsOutbound outbound;
    private volatile @Nullable PeerPrincipal principal;
    private volatile boolean open;

    /** Nothing more is said or heard: what comes is thrown away until the peer has gone. */
    private volatile boolean over;

    private volatile boolean polling;

    /** The engine waits for room in the socket. I/O agent's thread. */
    private boolean waiting;

    TlsLink(FrameLink sockets, Supplier<SSLEngine> engines, TcpsTransport transport, boolean accepted) {
        this.sockets = sockets;
        this.engines = engines;
        this.transport = transport;
        this.accepted = accepted;
    }

    @Override
    public boolean finishConnect() {
        return sockets.finishConnect();
    }

    @Override
    public void moveTo(Selector selector) {
        sockets.moveTo(selector);
    }

    @Override
    public int poll(FrameSink sink) {
        // A sink that polls its own link, from within, finds nothing: the bytes it is looking at must not move
        if (polling) {
            return 0;
        }
        polling = true;
        try {
            return pollOnce(sink);
        } finally {
            polling = false;
        }
    }

    private int pollOnce(FrameSink sink) {
        TlsHandshake current = session;
        if (current == null) {
            current = begin();
        }
        if (over) {
            return drain();
        }
        try {
            return current.poll(sink);
        } catch (SSLException e) {
            throw failed(current, e);
        } catch (LinkException e) {
            throw e.code() == ErrorCode.LINK_EOF && !over ? ended(e) : e;
        }
    }

    private TlsHandshake begin() {
        if (closed.get()) {
            throw new LinkException(ErrorCode.LINK_IO, description() + " was closed on this side", "");
        }
        SSLEngine engine = engines.get();
        TlsOutbound out = new TlsOutbound(engine, sockets);
        TlsHandshake fresh = new TlsHandshake(this, engine, out, sockets);
        session = fresh;
        outbound = out;
        return fresh;
    }

    private int drain() {
        TlsOutbound out = outbound;
        if (out != null) {
            out.flush();
        }
        return sockets.poll((buffer, offset, length) -> length);
    }

    private MillraceException failed(TlsHandshake current, SSLException failure) {
        boolean greeting = !open;
        over = true;
        open = false;
        current.sayWhy();
        return TlsErrors.of(description(), failure, greeting);
    }

    private LinkException ended(LinkException end) {
        boolean greeting = !open;
        over = true;
        return greeting ? TlsErrors.hungUp(description(), end) : TlsErrors.truncated(description(), end);
    }

    // ---- told by the handshake ----

    void opened(@Nullable PeerPrincipal peer) {
        principal = peer;
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    boolean isOver() {
        return over;
    }

    boolean isAccepted() {
        return accepted;
    }

    TcpsTransport transport() {
        return transport;
    }

    /** The peer said farewell. */
    void heardFarewell() {
        over = true;
    }

    /** The peer does not speak TLS. */
    void isNoTls() {
        over = true;
    }

    // ---- writing ----

    @Override
    public int write(ByteBuffer source) {
        TlsOutbound out = outbound;
        if (!open || out == null) {
            return over ? swallow(source) : 0;
        }
        try {
            return out.write(source);
        } catch (SSLException e) {
            throw new LinkException(
                    ErrorCode.LINK_IO,
                    description() + ": nothing can be sent: " + e.getMessage(),
                    "it is dialled again",
                    e);
        }
    }

    /** What the engine says to a peer with which there is no handshake; TLS has told it already. */
    private static int swallow(ByteBuffer source) {
        int length = source.remaining();
        source.position(source.limit());
        return length;
    }

    @Override
    public void awaitWritable(boolean interested) {
        // Until the handshake is done room in the socket is of no use, and there is nearly always some
        if (open) {
            waiting = interested;
            sockets.awaitWritable(interested);
        }
    }

    @Override
    public boolean isWritable() {
        return over || open && (!waiting || sockets.isWritable());
    }

    @Override
    public void shutdownOutput() {
        TlsOutbound out = outbound;
        if (out == null || !open) {
            if (out != null && out.isPending()) {
                out.shutdown();
            } else {
                sockets.shutdownOutput();
            }
            return;
        }
        out.shutdown();
    }

    // ---- what the socket knows ----

    @Override
    public int maxFrameLength() {
        return sockets.maxFrameLength();
    }

    @Override
    public boolean isLocal() {
        return sockets.isLocal();
    }

    @Override
    public String description() {
        return sockets.description();
    }

    @Override
    public String peerHost() {
        return sockets.peerHost();
    }

    @Override
    public @Nullable PeerPrincipal principal() {
        return principal;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        TlsOutbound out = outbound;
        if (out != null && open) {
            out.farewell();
        }
        sockets.close();
        TlsHandshake current = session;
        if (current != null && open && !polling) {
            current.release();
        }
        open = false;
    }

    @Override
    public String toString() {
        return description();
    }
}
