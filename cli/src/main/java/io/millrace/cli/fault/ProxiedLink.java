// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.fault;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One accepted connection and the one that was opened to the target for it. Used by the proxy's thread only. */
final class ProxiedLink implements Closeable {
    private static final int TURNS_AT_ONCE = 8;

    private final SocketChannel dialler;
    private final SocketChannel target;
    private final SelectionKey diallerKey;
    private final SelectionKey targetKey;
    private final FrameTracker tracker;
    private final Direction toTarget;
    private final Direction toDialler;
    private boolean silent;

    /** Takes the accepted channel over, and closes it if there is no way to the target. */
    ProxiedLink(SocketChannel accepted, SocketAddress targetAddress, Selector selector, FrameCount count)
            throws IOException {
        dialler = accepted;
        target = SocketChannel.open();
        try {
            for (SocketChannel channel : new SocketChannel[] {dialler, target}) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            tracker = new FrameTracker(count);
            toTarget = new Direction(dialler, target, tracker);
            toDialler = new Direction(target, dialler, null);
            diallerKey = dialler.register(selector, 0, this);
            targetKey = target.register(selector, 0, this);
            target.connect(targetAddress);
            updateInterest();
        } catch (IOException e) {
            reset();
            throw e;
        }
    }

    FrameTracker tracker() {
        return tracker;
    }

    /** Moves what can be moved now; says how the link stands. */
    Direction.Turn turn() throws IOException {
        if (silent) {
            return Direction.Turn.GOES_ON;
        }
        if (target.isConnectionPending() && !target.finishConnect()) {
            return Direction.Turn.GOES_ON;
        }
        for (int i = 0; i < TURNS_AT_ONCE; i++) {
            Direction.Turn there = toTarget.turn();
            Direction.Turn back = toDialler.turn();
            if (there == Direction.Turn.AT_CUT) {
                return there;
            }
            if (there == Direction.Turn.ENDED && back == Direction.Turn.ENDED) {
                return Direction.Turn.ENDED;
            }
        }
        updateInterest();
        return Direction.Turn.GOES_ON;
    }

    /** Passes nothing on while it is silent, and reads nothing: what is sent waits in the sockets. */
    void mute(boolean mute) {
        if (silent != mute && diallerKey.isValid() && targetKey.isValid()) {
            silent = mute;
            updateInterest();
        }
    }

    /** Ends one of the two connections with a RST, and leaves the other one open, without a word from now on. */
    void abandon(boolean diallerStays) {
        mute(true);
        resetOne(diallerStays ? target : dialler);
    }

    /** Ends both connections with a RST, as a crash or a middlebox does. */
    void reset() {
        for (SocketChannel channel : new SocketChannel[] {dialler, target}) {
            resetOne(channel);
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
    }

    private void updateInterest() {
        if (silent) {
            diallerKey.interestOps(0);
            targetKey.interestOps(0);
            return;
        }
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
