// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * A live duplex carrier of frames: one connection, one generation; made by {@link PeerTransport#dial} or
 * {@link LinkAcceptor#accept}, called and closed by the engine alone. It keeps the order of bytes [D1] or fails; a link that
 * has failed never recovers [F3], the engine closes it and dials another. Links do not know of one another [L12] [B7].
 *
 * <p>Threading: {@link #write} is called by whichever thread holds the engine's send lock, one at a time, possibly while
 * the I/O agent is in {@link #poll} [T8]; everything else is called on the I/O agent's thread only, but what comes before
 * {@link #moveTo}, which is called on the thread that dialled or accepted. {@link #close} is
 * called under the send lock, so never during a write. No method blocks [T1]. A thread that is
 * interrupted stays so, and the link stays open [T9]. A link without traffic wakes nobody [B6].
 *
 * <p>Nothing of it is left when it is closed: no thread [X6], descriptor [X7], memory outside the heap [X8] or file [X9].
 */
public interface FrameLink extends AutoCloseable {

    /**
     * Advances a dial.
     *
     * @return true once connected, and from then on (at once on an accepted link) [L10]
     * @throws io.millrace.error.MillraceException if the attempt has failed; the engine closes the link
     */
    boolean finishConnect();

    /**
     * Changes the agent: from now on the link belongs to the one that sleeps in this selector, and is to wake it instead
     * of {@link TransportContext#selector()} [T7]. Called once at most, after {@link #finishConnect} has returned true and
     * before the first {@link #poll}, on the thread of the agent that dialled or accepted it, which never touches the
     * link again. A link that wakes through {@link TransportContext#wakeup()} alone has nothing to do.
     *
     * @throws io.millrace.error.LinkException if the link is broken
     */
    default void moveTo(Selector selector) {}

    /**
     * Reads what is there, at most one buffer full, and hands it to the sink, in one call, or none if nothing is there [D9].
     * A frame that is longer than the buffer makes it grow [D6].
     *
     * @return bytes read; 0 if nothing was there [D8]
     * @throws io.millrace.error.LinkException at the end of the stream ({@code LINK_EOF}) or when the link is broken
     *     [F1] [F6]; bytes that came before were handed to the sink first [F2], be it a part of a frame [F5]; it names the link [F7]
     */
    int poll(FrameSink sink);

    /**
     * Writes from the buffer's position towards its limit, as much as is taken without blocking [B1], and advances the
     * position by it [D2]. A stream carrier may stop inside a frame: the engine continues there [B4], be it with a single
     * byte [D11].
     *
     * @param source direct and little-endian, the engine's own; not changed [D2], and not kept after the call [D3]
     * @return bytes written; 0 if nothing could be taken now, or nothing was offered [D10]
     * @throws io.millrace.error.LinkException when the link is broken [F4]
     */
    int write(ByteBuffer source);

    /**
     * Asks to be woken when the link can be written again, after a {@link #write} that took less than offered; false
     * withdraws it [B5].
     */
    void awaitWritable(boolean interested);

    /**
     * False from {@code awaitWritable(true)} on a full link [B2] until the selector, or the peer, has reported room [B3].
     */
    boolean isWritable();

    /**
     * The largest frame that this link carries in bytes, at least 4096 [L15]; {@link Integer#MAX_VALUE} if it does not
     * matter. The engine refuses streams of the peer whose frames may be longer.
     */
    int maxFrameLength();

    /** True if both ends are on this host: plain text goes over any other link only if the application has allowed it. */
    boolean isLocal();

    /**
     * For events and errors, for example {@code 127.0.0.1:40312 → 127.0.0.1:7400}. Any thread, also when it is closed
     * [L13].
     */
    String description();

    /**
     * Who the carrier itself proves the peer to be, from {@link #finishConnect} on and always the same; null if it cannot
     * tell [L14]. Any thread.
     */
    default @Nullable PeerPrincipal principal() {
        return null;
    }

    /**
     * The host at the other end as a key: the same for each of its connections, so that the engine can limit how many one
     * host has. From {@link #finishConnect} on; empty if the carrier knows no hosts, and then there is no such limit.
     */
    default String peerHost() {
        return "";
    }

    /**
     * Says that nothing more will be written; what was written still arrives, and reading goes on [D13]. Idempotent [X5].
     */
    void shutdownOutput();

    /** Releases everything, connected or not [X4]; the peer learns of it [F1]. Idempotent [X1]. */
    @Override
    void close();
}
