// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.atOnce;
import static io.millrace.tck.LinkBench.require;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.tck.LinkBench.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;

/** Threads and waking. */
interface ThreadRules {

    private static void assumeItWakes(LinkBench bench) {
        Assumptions.assumeTrue(
                bench.dialler().transport().wakesSelector(), "the transport says that it does not wake the selector");
    }

    private static void requireWakeUp(LinkBench bench, Crank sleeper, String what) {
        require(sleeper.sleep(bench.kit().patience()), "the agent slept on, though " + what);
    }

    @Rule(id = "T1", says = "Polling, writing and closing never wait, on an idle link and on a full one.")
    default void t1NeverWaits(LinkBench bench) {
        Pair pair = bench.connect();
        atOnce("a poll of an idle link", () -> pair.dialled().poll(new Frames()));
        atOnce("filling a link", () -> bench.fill(pair.dialled()));
        atOnce("writing to a full link", () -> pair.dialled().write(Frames.of(0, 10, 100)));
        atOnce("awaitWritable", () -> pair.dialled().awaitWritable(true));
        atOnce("shutdownOutput of a full link", () -> pair.dialled().shutdownOutput());
        atOnce("closing a full link", () -> pair.dialled().close());
        atOnce("closing a link with bytes that nobody has read", () -> pair.accepted()
                .close());
    }

    @Rule(id = "T2", says = "Bytes that arrive wake the agent.")
    default void t2WakesForBytes(LinkBench bench) {
        assumeItWakes(bench);
        Pair pair = bench.connect();
        for (int round = 0; round < 3; round++) {
            bench.settle(pair.dialled(), pair.accepted());
            bench.send(pair.dialled(), Frames.one(round, 50), null, new Frames());
            requireWakeUp(bench, bench.listener(), "bytes have come");
        }
    }

    @Rule(id = "T3", says = "A connection that wants to be accepted wakes the listening agent.")
    default void t3WakesForAConnection(LinkBench bench) {
        assumeItWakes(bench);
        LinkAcceptor acceptor = bench.listen();
        for (int round = 0; round < 2; round++) {
            require(acceptor.accept() == null, "a link was accepted that nobody has dialled");
            bench.settle();
            FrameLink link = bench.dial(acceptor);
            requireWakeUp(bench, bench.listener(), "somebody has dialled");
            bench.until("it connects", link::finishConnect);
            bench.accept(acceptor);
        }
    }

    @Rule(id = "T4", says = "The end of a link wakes the agent at the other end.")
    default void t4WakesForTheEnd(LinkBench bench) {
        assumeItWakes(bench);
        Pair pair = bench.connect();
        bench.settle(pair.dialled(), pair.accepted());
        pair.dialled().close();
        bench.dialler().look();
        requireWakeUp(bench, bench.listener(), "the peer has closed");
    }

    @Rule(id = "T5", says = "Room that was waited for wakes the agent.")
    default void t5WakesForRoom(LinkBench bench) {
        assumeItWakes(bench);
        Pair pair = bench.connect();
        bench.fill(pair.dialled());
        pair.dialled().awaitWritable(true);
        bench.until("the peer has read everything", () -> {
            int read = 0;
            int more;
            while ((more = pair.accepted().poll((buffer, offset, length) -> length)) > 0) {
                read += more;
            }
            return read > 0;
        });
        // Whatever woke it on the way: it must not sleep before it has seen the room
        bench.until("the room is noticed by an agent that sleeps", () -> {
            if (pair.dialled().isWritable()) {
                return true;
            }
            requireWakeUp(bench, bench.dialler(), "there is room");
            return pair.dialled().isWritable();
        });
    }

    @Rule(id = "T6", says = "A dial that connects or fails wakes the agent.")
    default void t6WakesForADial(LinkBench bench) {
        assumeItWakes(bench);
        LinkAcceptor acceptor = bench.listen();
        bench.settle();
        FrameLink link = bench.dial(acceptor);
        bench.until("an agent that sleeps connects", () -> {
            if (link.finishConnect()) {
                return true;
            }
            requireWakeUp(bench, bench.dialler(), "the dial can go on");
            return link.finishConnect();
        });
    }

    @Rule(id = "T7", says = "A connected link that moves to another agent goes on there, and wakes that one.")
    default void t7MovesToAnotherAgent(LinkBench bench) throws IOException {
        try (Selector other = Crank.open()) {
            Pair pair = bench.connect();
            pair.accepted().moveTo(other);
            bench.listener().look();
            Frames sink = new Frames();
            pair.accepted().poll(sink);
            for (int i = 0; i < 100; i++) {
                bench.listener().sleepIn(other, java.time.Duration.ZERO);
                pair.accepted().poll(sink);
            }
            bench.send(pair.dialled(), Frames.of(0, 10, 100), null, sink);
            if (bench.dialler().transport().wakesSelector()) {
                require(
                        bench.listener().sleepIn(other, bench.kit().patience()),
                        "the other agent slept on, though bytes have come");
            }
            bench.until("10 frames arrive at the other agent", () -> {
                bench.listener().sleepIn(other, java.time.Duration.ZERO);
                pair.accepted().poll(sink);
                return sink.frames() == 10;
            });
            Frames back = new Frames();
            bench.send(pair.accepted(), Frames.of(0, 10, 100), pair.dialled(), back);
            bench.receive(pair.dialled(), back, 10);
            pair.accepted().close();
            other.selectNow();
        }
    }

    @Rule(id = "T8", says = "One thread may write while another polls.")
    default void t8WritesWhileItPolls(LinkBench bench) throws InterruptedException {
        Pair pair = bench.connect();
        int count = 1500;
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread writer = new Thread(() -> {
            try {
                long deadlineNs = System.nanoTime() + bench.kit().patience().toNanos();
                ByteBuffer frames = Frames.of(0, count, 1000);
                while (frames.hasRemaining() && System.nanoTime() - deadlineNs < 0) {
                    if (pair.dialled().write(frames) == 0) {
                        Thread.yield();
                    }
                }
            } catch (RuntimeException | Error e) {
                thrown.set(e);
            }
        });
        Frames there = new Frames();
        Frames back = new Frames();
        ByteBuffer frames = Frames.of(0, count, 500);
        writer.start();
        try {
            bench.until("1500 frames come each way", () -> {
                require(thrown.get() == null, "the writing thread failed: " + thrown.get());
                pair.accepted().write(frames);
                pair.accepted().poll(there);
                pair.dialled().poll(back);
                return there.frames() == count && back.frames() == count;
            });
        } finally {
            writer.join();
        }
    }

    @Rule(id = "T9", says = "A thread that is interrupted can write and poll, and stays interrupted.")
    default void t9SurvivesInterrupts(LinkBench bench) {
        Pair pair = bench.connect();
        Frames sink = new Frames();
        boolean kept;
        Thread.currentThread().interrupt();
        try {
            pair.dialled().write(Frames.of(0, 5, 50));
            pair.accepted().poll(sink);
        } finally {
            kept = Thread.interrupted();
        }
        require(kept, "the interrupt was swallowed");
        bench.receive(pair.accepted(), sink, 5);
        bench.send(pair.dialled(), Frames.of(5, 5, 50), pair.accepted(), sink);
        bench.receive(pair.accepted(), sink, 10);
    }
}
