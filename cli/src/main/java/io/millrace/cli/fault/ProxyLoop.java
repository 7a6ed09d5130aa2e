// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the proxy's thread does; everything but {@link #framesSeen} is for that thread alone. */
final class ProxyLoop {
    private static final long NOT_PLANNED = Long.MAX_VALUE;

    private final ReservedPort port;
    private final Selector selector;
    private final SocketAddress target;
    private final List<ProxiedLink> links = new ArrayList<>();
    private final FrameCount count = new FrameCount();
    private final Queue<PlannedCut> planned = new ArrayDeque<>();
    private @Nullable Outage waitingForFlow;
    private boolean muted;
    private long upAtNs = NOT_PLANNED;
    private long flowBaseFrames;
    private long flowBaseNs;
    private volatile long framesSeen;

    ProxyLoop(ReservedPort port, Selector selector, SocketAddress target) {
        this.port = port;
        this.selector = selector;
        this.target = target;
    }

    long framesSeen() {
        return framesSeen;
    }

    void select() throws IOException {
        if (upAtNs == NOT_PLANNED) {
            selector.select();
            return;
        }
        long waitNs = upAtNs - System.nanoTime();
        if (waitNs > 0) {
            selector.select(TimeUnit.NANOSECONDS.toMillis(waitNs) + 1);
        } else {
            up();
            selector.selectNow();
        }
    }

    void serve(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof ProxiedLink link) {
            serve(link);
        } else {
            accept();
        }
    }

    void plan(PlannedCut cut) {
        planned.add(cut);
        planNext();
    }

    void down() {
        try {
            port.refuse();
            resetLinks();
            selector.selectNow(); // closes what was closed: until then the kernel still accepts
            upAtNs = NOT_PLANNED;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void downFor(Duration duration) {
        down();
        upAtNs = System.nanoTime() + duration.toNanos();
    }

    void up() {
        upAtNs = NOT_PLANNED;
        if (port.isListening()) {
            return;
        }
        try {
            port.listen(selector);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        flowBaseNs = System.nanoTime();
        flowBaseFrames = framesSeen;
        planNext();
    }

    void resetLinks() {
        links.forEach(ProxiedLink::reset);
        links.clear();
    }

    void mute(boolean silent) {
        muted = silent;
        links.forEach(link -> link.mute(silent));
    }

    void abandon(boolean diallersStay) {
        links.forEach(link -> link.abandon(diallersStay));
    }

    /** Everything is over. */
    void end() {
        resetLinks();
        try {
            port.close();
            selector.selectNow();
            selector.close();
        } catch (IOException e) {
            // the sockets are gone all the same
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = port.accept(); channel != null; channel = port.accept()) {
            try {
                ProxiedLink link = new ProxiedLink(channel, target, selector, count);
                link.mute(muted);
                links.add(link);
            } catch (IOException e) {
                // the target refuses, and so does the proxy: the constructor has reset what it was given
            }
        }
    }

    private void serve(ProxiedLink link) {
        Direction.Turn turn;
        try {
            turn = link.turn();
        } catch (IOException e) {
            // one side broke the link: so does the proxy on the other
            links.remove(link);
            link.reset();
            planNext();
            return;
        }
        countFrames();
        if (turn == Direction.Turn.AT_CUT) {
            carryOut(link);
        } else if (turn == Direction.Turn.ENDED) {
            links.remove(link);
            link.close();
        }
    }

    private void countFrames() {
        framesSeen = count.frames();
        Outage outage = waitingForFlow;
        if (outage != null && port.isListening() && framesSeen > flowBaseFrames) {
            waitingForFlow = null;
            outage.flowingAgain().complete(Duration.ofNanos(System.nanoTime() - flowBaseNs));
        }
    }

    private void carryOut(ProxiedLink link) {
        PlannedCut cut = planned.remove();
        downFor(cut.downFor());
        waitingForFlow = cut.outage();
        cut.outage().cut().complete(link.tracker().cut());
    }

    // A cut is planned when the link has returned from the one before, and anew when a link breaks of itself: it may
    // have
    // been the one that was about to be cut.
    private void planNext() {
        PlannedCut next = planned.peek();
        if (next != null) {
            count.planCut(next.afterFrames(), next.offsetInFrame());
        }
    }
}
