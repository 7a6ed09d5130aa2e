// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.spi.LinkAcceptor;
import io.millrace.tck.LinkBench.Pair;
import java.nio.ByteBuffer;

/** Back-pressure: links whose peer does not read. */
interface PressureRules {

    @Rule(id = "B1", says = "A link whose peer does not read takes no more at some point, and does not wait for it.")
    default void b1StopsTaking(LinkBench bench) {
        Pair pair = bench.connect();
        long taken = bench.fill(pair.dialled());
        require(taken > 0, "an empty link takes nothing");
    }

    @Rule(id = "B2", says = "From awaitWritable(true) on a full link says that it is not writable.")
    default void b2SaysThatItIsFull(LinkBench bench) {
        Pair pair = bench.connect();
        fillAndAwait(bench, pair);
        for (int i = 0; i < 20; i++) {
            bench.dialler().look();
            require(!pair.dialled().isWritable(), "a full link says that it is writable");
        }
    }

    private static long fillAndAwait(LinkBench bench, Pair pair) {
        long taken = bench.fill(pair.dialled());
        pair.dialled().awaitWritable(true);
        // What the system still shifted on to the peer makes room once more
        ByteBuffer more = Frames.of(0, 200, 4000);
        int quiet = 0;
        while (quiet < 50) {
            bench.dialler().look();
            if (pair.dialled().isWritable()) {
                int written = pair.dialled().write(more);
                taken += written;
                pair.dialled().awaitWritable(true);
                quiet = written == 0 ? quiet + 1 : 0;
            } else {
                quiet++;
            }
            if (more.remaining() == 0) {
                more.rewind();
            }
        }
        return taken;
    }

    @Rule(id = "B3", says = "When the peer has read a link that waited for it is writable again.")
    default void b3SaysThatThereIsRoom(LinkBench bench) {
        Pair pair = bench.connect();
        bench.fill(pair.dialled());
        pair.dialled().awaitWritable(true);
        bench.until("the link is writable again, as its peer has read everything", () -> {
            pair.accepted().poll((buffer, offset, length) -> length);
            return pair.dialled().isWritable();
        });
        pair.dialled().awaitWritable(false);
        require(pair.dialled().write(Frames.one(0, 10)) > 0, "a link with room takes nothing");
    }

    @Rule(id = "B4", says = "Nothing is lost, repeated or reordered where writes stop inside frames.")
    default void b4LosesNothingWhereItStops(LinkBench bench) {
        Pair pair = bench.connect();
        Frames sink = new Frames();
        long next = 0;
        int stalls = 0;
        ByteBuffer batch = Frames.of(0, 0, 0);
        while (stalls < 4 || batch.hasRemaining()) {
            if (!batch.hasRemaining()) {
                batch = Frames.of(next, 64, 5000);
                next += 64;
            }
            if (pair.dialled().write(batch) == 0) {
                stalls++;
                pair.dialled().awaitWritable(true);
                bench.until("the link is writable again", () -> {
                    pair.accepted().poll(sink);
                    return pair.dialled().isWritable();
                });
                pair.dialled().awaitWritable(false);
            }
            require(next < 200_000, "it never stops taking");
        }
        bench.receive(pair.accepted(), sink, next);
    }

    @Rule(id = "B5", says = "When nobody waits for room any more a writable link wakes nobody.")
    default void b5WithdrawsTheWish(LinkBench bench) {
        Pair pair = bench.connect();
        bench.settle(pair.dialled(), pair.accepted());
        pair.dialled().awaitWritable(true);
        bench.until("a link with room is writable", pair.dialled()::isWritable);
        pair.dialled().awaitWritable(false);
        staysQuiet(bench);
    }

    @Rule(id = "B6", says = "Links without traffic wake nobody.")
    default void b6LeavesTheIdleAlone(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        Pair first = bench.connect(acceptor);
        Pair second = bench.connect(acceptor);
        bench.settle(first.dialled(), first.accepted(), second.dialled(), second.accepted());
        staysQuiet(bench);
    }

    private static void staysQuiet(LinkBench bench) {
        bench.settle();
        for (int i = 0; i < 100; i++) {
            require(!bench.dialler().look(), "the dialler was woken, and nothing has happened");
            require(!bench.listener().look(), "the listener was woken, and nothing has happened");
        }
    }

    @Rule(id = "B7", says = "A link that is full does not hinder its neighbours.")
    default void b7LeavesNeighboursAlone(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        Pair full = bench.connect(acceptor);
        Pair free = bench.connect(acceptor);
        bench.fill(full.dialled());
        full.dialled().awaitWritable(true);
        Frames sink = new Frames();
        bench.send(free.dialled(), Frames.of(0, 500, 3000), free.accepted(), sink);
        bench.receive(free.accepted(), sink, 500);
    }
}
