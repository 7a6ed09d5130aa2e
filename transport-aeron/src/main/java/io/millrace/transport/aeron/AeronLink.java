// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.logbuffer.BufferClaim;
import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.socket.ReceiveBuffer;
import io.millrace.spi.socket.SocketErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link: an image to read and a publication to write, which an agent opens and closes. Threads as in
 * {@link FrameLink}; {@link #connected} and {@link #fail} are the agent's. Neither {@link #poll} nor {@link #write} allocates,
 * locks, or makes a system call.
 *
 * <p>A run of frames travels as one Aeron message, up to the largest that the publication claims in place. An Aeron stream keeps
 * order and whole messages or ends, and a link has one image in its life: when that is gone the link has failed, whatever comes
 * back later under the same session of Aeron's.
 */
final class AeronLink implements FrameLink {
    private final AeronAddress address;
    private final LinkScope scope;
    private final String description;
    private final BufferClaim claim = new BufferClaim();
    private final ReceiveBuffer received;
    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile @Nullable ImageChannel in;
    private volatile @Nullable ExclusivePublication out;
    private volatile @Nullable MillraceException failure;
    private volatile boolean connected;
    private volatile boolean outputShut;
    private volatile boolean awaitsRoom;

    AeronLink(AeronAddress address, LinkScope scope, String description) {
        this.address = address;
        this.scope = scope;
        this.description = description;
        this.received = new ReceiveBuffer(scope.buffers());
    }

    /** Both streams lead to the peer. */
    void connected(Image image, ExclusivePublication publication) {
        in = new ImageChannel(image);
        out = publication;
        connected = true;
        scope.context().wakeup();
    }

    /** The streams could not be opened, or are gone. */
    void fail(MillraceException cause) {
        if (failure == null) {
            failure = cause;
        }
        scope.context().wakeup();
    }

    boolean isClosed() {
        return closed.get();
    }

    boolean isOutputShut() {
        return outputShut;
    }

    @Override
    public boolean finishConnect() {
        checkUsable();
        return connected;
    }

    @Override
    public int poll(FrameSink sink) {
        checkUsable();
        ImageChannel source = in;
        // A sink that polls its own link, from within, finds nothing: the bytes it is looking at must not move
        if (source == null || received.isBusy()) {
            return 0;
        }
        received.busy(true);
        try {
            // Closed by its own sink it keeps the buffer until here
            checkUsable();
            int read = received.readFrom(source, sink);
            if (read < 0) {
                throw ended(source);
            }
            return read;
        } catch (IOException e) {
            throw new InternalException(ErrorCode.INTERNAL, "an image does no input: " + e, "please report it", e);
        } finally {
            received.busy(false);
        }
    }

    /** The end of this direction alone: the other one goes on until its own reader is gone. */
    private MillraceException ended(ImageChannel source) {
        if (source.isEndOfStream()) {
            return SocketErrors.endOfStream(description, received.totalBytes(), received.pendingBytes());
        }
        MillraceException why = failure;
        if (why == null) {
            why = new LinkException(
                    ErrorCode.LINK_RESET,
                    "the Aeron image of " + description + " is gone",
                    "the peer or the way to it was silent for longer than the driver's image liveness timeout");
            failure = why;
        }
        return why;
    }

    @Override
    public int write(ByteBuffer source) {
        checkUsable();
        ExclusivePublication target = out;
        if (target == null) {
            return 0;
        }
        int most = target.maxPayloadLength();
        int written = 0;
        while (source.hasRemaining()) {
            int length = Math.min(source.remaining(), most);
            long result = target.tryClaim(length, claim);
            if (result == Publication.ADMIN_ACTION) {
                // The end of a term: the next one begins at once
                result = target.tryClaim(length, claim);
            }
            if (result < 0) {
                return written > 0 || isPassing(result) ? written : refuse(result);
            }
            copy(source, length);
            written += length;
        }
        return written;
    }

    /** What is claimed is committed or aborted: a claim left open would hold up the stream for good. */
    private void copy(ByteBuffer source, int length) {
        boolean copied = false;
        try {
            int position = source.position();
            claim.buffer().putBytes(claim.offset(), source, position, length);
            source.position(position + length);
            copied = true;
        } finally {
            if (copied) {
                claim.commit();
            } else {
                claim.abort();
            }
        }
    }

    private static boolean isPassing(long result) {
        return result == Publication.BACK_PRESSURED || result == Publication.ADMIN_ACTION;
    }

    private int refuse(long result) {
        checkUsable();
        if (outputShut) {
            return 0;
        }
        LinkException why = AeronErrors.broken(description, result);
        failure = why;
        throw why;
    }

    private void checkUsable() {
        if (closed.get()) {
            throw SocketErrors.closed(description);
        }
        MillraceException why = failure;
        if (why != null) {
            throw why;
        }
    }

    @Override
    public void awaitWritable(boolean interested) {
        // Memory wakes nobody; see AeronTransport.wakesSelector
        awaitsRoom = interested;
    }

    @Override
    public boolean isWritable() {
        ExclusivePublication target = out;
        if (!awaitsRoom || target == null || failure != null) {
            return true;
        }
        // Not connected or closed: the next write says so
        return target.availableWindow() > 0 || !target.isConnected();
    }

    @Override
    public int maxFrameLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean isLocal() {
        return address.staysInHost();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String peerHost() {
        ImageChannel source = in;
        return source == null || address.isIpc() ? "" : ReplyEndpoint.host(source.source());
    }

    @Override
    public void shutdownOutput() {
        outputShut = true;
        scope.wakeAgent();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (!received.isBusy()) {
            received.release();
        }
        scope.open().remove(this);
        scope.wakeAgent();
    }

    @Override
    public String toString() {
        return description;
    }
}
