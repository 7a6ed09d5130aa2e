// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;

/** One accepted connection and the one that was opened to the target for it. Used by the proxy's thread only. */
final class ProxiedLink implements Closeable {
    private static final int TURNS_AT_ONCE = 8;

    private final long number;
    private final SocketChannel dialler;
    private final SocketChannel target;
    private final SelectionKey diallerKey;
    private final SelectionKey targetKey;
    private final FrameTracker tracker;
    private final Direction toTarget;
    private final Direction toDialler;
    private final SpareBuffers spares;
    private final ByteBuffer[] lent;
    private boolean abandoned;
    private boolean forgotten;
    private boolean ended;

    /** Takes the accepted channel over, and closes it if there is no way to the target. */
    ProxiedLink(
            long number,
            SocketChannel accepted,
            SocketAddress targetAddress,
            Selector selector,
            FrameCount count,
            ConditionPair conditions,
            SpareBuffers spares,
            SplittableRandom random)
            throws IOException {
        this.number = number;
        this.spares = spares;
        this.lent = new ByteBuffer[] {spares.take(), spares.take()};
        dialler = accepted;
        target = targetAddress instanceof InetSocketAddress
                ? SocketChannel.open()
                : SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            for (SocketChannel channel : new SocketChannel[] {dialler, target}) {
                channel.configureBlocking(false);
                if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
            }
            tracker = new FrameTracker(count);
            toTarget = new Direction(dialler, target, lent[0], tracker, conditions.toTarget(), random.split());
            toDialler = new Direction(target, dialler, lent[1], null, conditions.toDialler(), random.split());
            diallerKey = dialler.register(selector, 0, this);
            targetKey = target.register(selector, 0, this);
            target.connect(targetAddress);
            updateInterest();
        } catch (IOException e) {
            reset();
            throw e;
        }
    }

    long number() {
        return number;
    }

    FrameTracker tracker() {
        return tracker;
    }

    Direction toTarget() {
        return toTarget;
    }

    Direction toDialler() {
        return toDialler;
    }

    /** Moves what can be moved now; says how the link stands. */
    Direction.Turn turn() throws IOException {
        if (abandoned) {
            return forgotten ? discard() : Direction.Turn.GOES_ON;
        }
        if (target.isConnectionPending() && !target.finishConnect()) {
            return Direction.Turn.GOES_ON;
        }
        for (int i = 0; i < TURNS_AT_ONCE; i++) {
            Direction.Turn there = toTarget.turn(toDialler.condition().hidesEnd());
            Direction.Turn back = toDialler.turn(toTarget.condition().hidesEnd());
            if (there == Direction.Turn.AT_CUT || back == Direction.Turn.AT_CUT) {
                return Direction.Turn.AT_CUT;
            }
            if (there == Direction.Turn.ENDED && back == Direction.Turn.ENDED) {
                return Direction.Turn.ENDED;
            }
        }
        updateInterest();
        return Direction.Turn.GOES_ON;
    }

    /** When it is to have a turn though no socket is ready, or {@link Direction#NO_WAKE}. */
    long wakeAtNs() {
        return abandoned ? Direction.NO_WAKE : earlier(toTarget.wakeAtNs(), toDialler.wakeAtNs());
    }

    private static long earlier(long first, long second) {
        if (first == Direction.NO_WAKE || second == Direction.NO_WAKE) {
            return Math.min(first, second);
        }
        return first - second < 0 ? first : second;
    }

    /** Ends one of the two connections with a RST, and leaves the other one open, without a word from now on. */
    void abandon(boolean diallerStays) {
        abandoned = true;
        if (diallerKey.isValid() && targetKey.isValid()) {
            diallerKey.interestOps(0);
            targetKey.interestOps(0);
        }
        resetOne(diallerStays ? target : dialler);
    }

    /**
     * If it was abandoned: what its other side says is thrown away from now on, still without a word, so that it is known when
     * that side has closed.
     */
    void forget() {
        if (abandoned && !forgotten) {
            forgotten = true;
            for (SelectionKey key : new SelectionKey[] {diallerKey, targetKey}) {
                if (key.isValid()) {
                    key.interestOps(SelectionKey.OP_READ);
                }
            }
        }
    }

    private Direction.Turn discard() throws IOException {
        SocketChannel left = dialler.isOpen() ? dialler : target;
        if (!left.isConnected()) {
            return Direction.Turn.ENDED;
        }
        ByteBuffer rest = lent[0];
        int count = left.read(rest.clear());
        for (int i = 1; i < TURNS_AT_ONCE && count > 0; i++) {
            count = left.read(rest.clear());
        }
        return count < 0 ? Direction.Turn.ENDED : Direction.Turn.GOES_ON;
    }

    /** Ends both connections with a RST, as a crash or a middlebox does. Of Unix domain sockets: closes them. */
    void reset() {
        for (SocketChannel channel : new SocketChannel[] {dialler, target}) {
            resetOne(channel);
        }
        giveBack();
    }

    private void giveBack() {
        if (!ended) {
            ended = true;
            for (ByteBuffer buffer : lent) {
                spares.giveBack(buffer);
            }
        }
    }

    private static void resetOne(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | RuntimeException e) {
            // not connected any more, or not yet: then there is nothing to reset
        }
        closeOne(channel);
    }

    private static void closeOne(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // the descriptor is gone all the same
        }
    }

    @Override
    public void close() {
        for (SocketChannel channel : new SocketChannel[] {dialler, target}) {
            closeOne(channel);
        }
        giveBack();
    }

    private void updateInterest() {
        if (target.isConnectionPending()) {
            targetKey.interestOps(SelectionKey.OP_CONNECT);
            return;
        }
        diallerKey.interestOps(interest(toTarget, toDialler));
        targetKey.interestOps(interest(toDialler, toTarget));
    }

    private static int interest(Direction outOf, Direction into) {
        return (outOf.wantsRead() ? SelectionKey.OP_READ : 0) | (into.wantsWrite() ? SelectionKey.OP_WRITE : 0);
    }
}
