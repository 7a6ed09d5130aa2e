// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.tck.LinkBench.Pair;
import java.nio.ByteBuffer;

/** Failure: how links end that nobody here has closed. */
interface FailureRules {

    private static void requireTransient(MillraceException thrown) {
        require(thrown instanceof LinkException, "not a LinkException: " + thrown);
        require(thrown.errorClass() == ErrorClass.TRANSIENT, "not transient: " + thrown.getMessage());
    }

    @Rule(id = "F1", says = "When the peer has closed poll says so with LINK_EOF or LINK_RESET.")
    default void f1TellsTheEnd(LinkBench bench) {
        Pair pair = bench.connect();
        pair.dialled().close();
        MillraceException end = bench.endOf(pair.accepted(), new Frames());
        requireTransient(end);
        require(end.code() == ErrorCode.LINK_EOF || end.code() == ErrorCode.LINK_RESET, "it says " + end.getMessage());
    }

    @Rule(id = "F2", says = "What the peer wrote before it closed arrives before the end is told.")
    default void f2TellsTheEndLast(LinkBench bench) {
        Pair pair = bench.connect();
        Frames sink = new Frames();
        ByteBuffer frames = Frames.of(0, 100, 700);
        bench.send(pair.accepted(), frames, null, sink);
        pair.accepted().close();
        bench.endOf(pair.dialled(), sink);
        require(sink.frames() == 100, sink.frames() + " of 100 frames came before the end");
    }

    @Rule(id = "F3", says = "A link that has failed stays failed, whoever asks again.")
    default void f3StaysFailed(LinkBench bench) {
        Pair pair = bench.connect();
        pair.dialled().close();
        Frames sink = new Frames();
        bench.endOf(pair.accepted(), sink);
        for (int i = 0; i < 5; i++) {
            bench.listener().look();
            try {
                int read = pair.accepted().poll(sink);
                throw new AssertionError("a link that had failed read " + read + " bytes");
            } catch (MillraceException e) {
                requireTransient(e);
            }
        }
    }

    @Rule(id = "F4", says = "Writing to a peer that is gone fails with a transient LinkException in the end.")
    default void f4FailsToWriteToNobody(LinkBench bench) {
        Pair pair = bench.connect();
        pair.accepted().close();
        MillraceException thrown = bench.untilPresent("a write fails", () -> {
            try {
                pair.dialled().write(Frames.of(0, 10, 100));
                return null;
            } catch (MillraceException e) {
                return e;
            }
        });
        requireTransient(thrown);
    }

    @Rule(id = "F5", says = "When a frame is cut short the end is told, and the sink gets no more than was written.")
    default void f5EndsInsideAFrame(LinkBench bench) {
        Pair pair = bench.connect();
        Frames sink = new Frames();
        ByteBuffer frames = Frames.of(0, 3, 90);
        ByteBuffer begun = Frames.one(3, 500);
        bench.send(pair.dialled(), frames, null, sink);
        bench.send(pair.dialled(), begun.limit(200), null, sink);
        pair.dialled().close();
        requireTransient(bench.endOf(pair.accepted(), sink));
        require(sink.frames() == 3, sink.frames() + " frames came, of 3 and a part");
        require(sink.lastLength() <= frames.capacity() + 200, "the sink was offered " + sink.lastLength() + " bytes");
    }

    @Rule(id = "F6", says = "A peer that closes with bytes unread is told to the other end as well.")
    default void f6EndsWithBytesUnread(LinkBench bench) {
        Pair pair = bench.connect();
        bench.send(pair.dialled(), Frames.of(0, 50, 700), null, new Frames());
        pair.accepted().close();
        bench.listener().look();
        requireTransient(bench.endOf(pair.dialled(), new Frames()));
    }

    @Rule(id = "F7", says = "Errors of a link name it, by its description or its address.")
    default void f7NamesTheLink(LinkBench bench) {
        Pair pair = bench.connect();
        FrameLink link = pair.accepted();
        String description = link.description();
        pair.dialled().close();
        MillraceException end = bench.endOf(link, new Frames());
        require(
                String.valueOf(end.getMessage()).contains(description),
                "'" + description + "' is not in: " + end.getMessage());
    }
}
