// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the proxy's thread does; everything but {@link #framesSeen} is for that thread alone. */
final class ProxyLoop {
    private static final long NOT_PLANNED = Long.MAX_VALUE;

    private final Entrance entrance;
    private final Selector selector;
    private final SocketAddress target;
    private final SplittableRandom random;
    private final FaultLog log;
    private final Map<Long, ProxiedLink> links = new LinkedHashMap<>();
    private final FrameCount count = new FrameCount();
    private final SpareBuffers spares = new SpareBuffers();
    private final Queue<PlannedCut> planned = new ArrayDeque<>();
    private ConditionPair conditions = ConditionPair.GOOD;
    private @Nullable Outage waitingForFlow;
    private long upAtNs = NOT_PLANNED;
    private long nextWakeNs = NOT_PLANNED;
    private long flowBaseFrames;
    private long flowBaseNs;
    private long accepted;
    private volatile long framesSeen;

    ProxyLoop(Entrance entrance, Selector selector, SocketAddress target, SplittableRandom random, FaultLog log) {
        this.entrance = entrance;
        this.selector = selector;
        this.target = target;
        this.random = random;
        this.log = log;
    }

    long framesSeen() {
        return framesSeen;
    }

    List<Long> connections() {
        return List.copyOf(links.keySet());
    }

    /** Waits until there is something to do, and does what is due by the clock. */
    void select() throws IOException {
        long dueNs = Math.min(upAtNs, nextWakeNs);
        if (dueNs == NOT_PLANNED) {
            selector.select();
            return;
        }
        long waitNs = dueNs - System.nanoTime();
        if (waitNs > 0) {
            selector.select(TimeUnit.NANOSECONDS.toMillis(waitNs) + 1);
        } else {
            selector.selectNow();
        }
        if (upAtNs - System.nanoTime() <= 0) {
            up();
        }
        wake();
    }

    private void wake() {
        long nowNs = System.nanoTime();
        if (nextWakeNs - nowNs > 0) {
            return;
        }
        nextWakeNs = NOT_PLANNED;
        for (ProxiedLink link : List.copyOf(links.values())) {
            long wakeAtNs = link.wakeAtNs();
            if (wakeAtNs != Direction.NO_WAKE && wakeAtNs - nowNs <= 0) {
                serve(link);
            } else {
                nextWakeNs = Math.min(nextWakeNs, wakeAtNs);
            }
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
            entrance.refuse();
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
        if (entrance.isListening()) {
            return;
        }
        try {
            entrance.listen(selector);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log.add("listening");
        flowBaseNs = System.nanoTime();
        flowBaseFrames = framesSeen;
        planNext();
    }

    void resetLinks() {
        links.values().forEach(ProxiedLink::reset);
        links.clear();
        planNext();
    }

    void standing(Faults.Way way, long connection, UnaryOperator<Condition> change) {
        if (connection == Faults.ALL) {
            conditions = new ConditionPair(
                    way == Faults.Way.TO_DIALLER ? conditions.toTarget() : change.apply(conditions.toTarget()),
                    way == Faults.Way.TO_TARGET ? conditions.toDialler() : change.apply(conditions.toDialler()));
        }
        once(way, connection, direction -> direction.condition(change.apply(direction.condition())));
    }

    void once(Faults.Way way, long connection, Consumer<Direction> action) {
        for (ProxiedLink link : List.copyOf(links.values())) {
            if (connection == Faults.ALL || connection == link.number()) {
                if (way != Faults.Way.TO_DIALLER) {
                    action.accept(link.toTarget());
                }
                if (way != Faults.Way.TO_TARGET) {
                    action.accept(link.toDialler());
                }
                serve(link);
            }
        }
    }

    void abandon(boolean diallersStay) {
        links.values().forEach(link -> link.abandon(diallersStay));
    }

    /** Links that were abandoned end when the side that was left behind closes. */
    void forgetAbandoned() {
        for (ProxiedLink link : List.copyOf(links.values())) {
            link.forget();
            serve(link);
        }
    }

    /** Everything is over. */
    void end() {
        resetLinks();
        try {
            entrance.close();
            selector.selectNow();
            selector.close();
        } catch (IOException e) {
            // the sockets are gone all the same
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = entrance.accept(); channel != null; channel = entrance.accept()) {
            long number = ++accepted;
            try {
                links.put(
                        number,
                        new ProxiedLink(number, channel, target, selector, count, conditions, spares, random.split()));
                log.add("connection " + number + " accepted");
            } catch (IOException e) {
                log.add("connection " + number + " refused, as the target does: " + e.getMessage());
            }
        }
    }

    private void serve(ProxiedLink link) {
        Direction.Turn turn;
        try {
            turn = link.turn();
        } catch (IOException e) {
            // one side broke the link: so does the proxy on the other
            log.add("connection " + link.number() + " broken: " + e.getMessage());
            links.remove(link.number());
            link.reset();
            planNext();
            return;
        }
        countFrames();
        if (turn == Direction.Turn.AT_CUT) {
            cut(link);
        } else if (turn == Direction.Turn.ENDED) {
            log.add("connection " + link.number() + " ended");
            links.remove(link.number());
            link.close();
            planNext();
        } else {
            nextWakeNs = Math.min(nextWakeNs, link.wakeAtNs());
        }
    }

    private void countFrames() {
        framesSeen = count.frames();
        Outage outage = waitingForFlow;
        if (outage != null && entrance.isListening() && framesSeen > flowBaseFrames) {
            waitingForFlow = null;
            outage.flowingAgain().complete(Duration.ofNanos(System.nanoTime() - flowBaseNs));
        }
    }

    private void cut(ProxiedLink link) {
        if (!link.toTarget().isAtFrameCut()) {
            log.add("connection " + link.number() + " cut");
            links.remove(link.number());
            link.reset();
            planNext();
            return;
        }
        PlannedCut cut = planned.remove();
        downFor(cut.downFor());
        waitingForFlow = cut.outage();
        Cut where = link.tracker().cut();
        log.add("connection " + link.number() + " cut inside frame " + where.frame() + ", down for "
                + cut.downFor().toMillis() + " ms");
        cut.outage().cut().complete(where);
    }

    // A cut is planned when the link has returned from the one before, and anew when a link breaks of itself: it may
    // have been the one that was about to be cut.
    private void planNext() {
        PlannedCut next = planned.peek();
        if (next != null) {
            count.planCut(next.afterFrames(), next.offsetInFrame());
        }
    }
}
