// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.spi.FrameLink;
import io.millrace.tck.LinkBench.Pair;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Delivery and order: bytes between two links. */
interface DeliveryRules {

    @Rule(id = "D1", says = "Bytes arrive in order, whole and unchanged, in both directions at once.")
    default void d1ArrivesInOrderAndUnchanged(LinkBench bench) {
        Pair pair = bench.connect();
        int count = 3000;
        ByteBuffer there = Frames.of(0, count, 1500);
        ByteBuffer back = Frames.of(0, count, 900);
        Frames atListener = new Frames();
        Frames atDialler = new Frames();
        bench.until("3000 frames come each way", () -> {
            if (there.hasRemaining()) {
                pair.dialled().write(there);
            }
            if (back.hasRemaining()) {
                pair.accepted().write(back);
            }
            pair.accepted().poll(atListener);
            pair.dialled().poll(atDialler);
            return atListener.frames() == count && atDialler.frames() == count;
        });
    }

    @Rule(
            id = "D2",
            says = "A write moves the buffer's position by what it returns, and leaves its limit and its bytes alone.")
    default void d2MovesThePositionByWhatItTook(LinkBench bench) {
        Pair pair = bench.connect();
        ByteBuffer frames = Frames.of(0, 20, 200);
        ByteBuffer source = ByteBuffer.allocateDirect(frames.capacity() + 64).order(ByteOrder.LITTLE_ENDIAN);
        source.put(16, frames, 0, frames.capacity());
        source.position(16).limit(16 + frames.capacity());
        ByteBuffer copy = ByteBuffer.allocate(source.capacity());
        copy.put(0, source, 0, source.limit());
        Frames sink = new Frames();
        bench.until("everything is written", () -> {
            int before = source.position();
            int limit = source.limit();
            int took = pair.dialled().write(source);
            require(
                    took == source.position() - before,
                    "it took " + took + " bytes and moved the position by " + (source.position() - before));
            require(source.limit() == limit, "the limit has changed");
            pair.accepted().poll(sink);
            return !source.hasRemaining();
        });
        bench.receive(pair.accepted(), sink, 20);
        for (int i = 0; i < source.limit(); i++) {
            require(source.get(i) == copy.get(i), "byte " + i + " of the source has changed");
        }
    }

    @Rule(id = "D3", says = "A write does not keep the buffer: what the caller does to it later changes nothing.")
    default void d3DoesNotKeepTheBuffer(LinkBench bench) {
        Pair pair = bench.connect();
        ByteBuffer source = Frames.of(0, 20, 1000);
        while (source.hasRemaining()) {
            require(pair.dialled().write(source) > 0, "an empty link takes nothing");
        }
        for (int i = 0; i < source.capacity(); i++) {
            source.put(i, (byte) 0xEE);
        }
        bench.receive(pair.accepted(), new Frames(), 20);
    }

    @Rule(id = "D4", says = "The sink gets a direct, little-endian buffer, and a region inside it.")
    default void d4HandsADirectBuffer(LinkBench bench) {
        Pair pair = bench.connect();
        bench.send(pair.dialled(), Frames.of(0, 20, 500), pair.accepted(), new Frames());
        Frames frames = new Frames();
        bench.until("20 frames arrive", () -> {
            pair.accepted().poll((buffer, offset, length) -> {
                require(buffer.isDirect(), "the buffer is not direct");
                require(buffer.order() == ByteOrder.LITTLE_ENDIAN, "the buffer is not little-endian");
                require(
                        offset >= 0 && length > 0 && offset + length <= buffer.limit(),
                        offset + " to " + (offset + length) + " is not within the limit of " + buffer);
                return frames.onBytes(buffer, offset, length);
            });
            return frames.frames() == 20;
        });
    }

    @Rule(
            id = "D5",
            says = "What a sink leaves is offered again, in front of what follows, wherever the bytes were split.")
    default void d5OffersTheRestAgain(LinkBench bench) {
        Pair pair = bench.connect();
        Frames sink = new Frames();
        long sent = 0;
        for (int split = 1; split < 160; split++) {
            ByteBuffer two = ByteBuffer.allocateDirect(160).order(ByteOrder.LITTLE_ENDIAN);
            two.put(Frames.one(sent, 20)).put(Frames.one(sent + 1, 60)).flip();
            sent += 2;
            two.limit(split);
            bench.send(pair.dialled(), two, null, sink);
            int part = split;
            int[] read = {0};
            bench.until(
                    "the first part arrives", () -> (read[0] += pair.accepted().poll(sink)) == part);
            two.limit(160);
            bench.send(pair.dialled(), two, null, sink);
            bench.receive(pair.accepted(), sink, sent);
        }
    }

    @Rule(id = "D6", says = "A frame longer than any buffer at hand arrives.")
    default void d6CarriesLargeFrames(LinkBench bench) {
        Pair pair = bench.connect();
        int payload = Math.min(pair.dialled().maxFrameLength() - 32, 3 << 20);
        Frames sink = new Frames();
        bench.send(pair.dialled(), Frames.one(0, payload), pair.accepted(), sink);
        bench.receive(pair.accepted(), sink, 1);
        bench.send(pair.dialled(), Frames.of(1, 50, 300), pair.accepted(), sink);
        bench.receive(pair.accepted(), sink, 51);
    }

    @Rule(
            id = "D7",
            says = "A sink that takes over is offered what the one before it left, though nothing more arrives.")
    default void d7OffersTheRestToTheNextSink(LinkBench bench) {
        Pair pair = bench.connect();
        ByteBuffer two = ByteBuffer.allocateDirect(64 + 96).order(ByteOrder.LITTLE_ENDIAN);
        two.put(Frames.one(0, 20)).put(Frames.one(1, 60)).flip();
        bench.send(pair.dialled(), two, null, new Frames());
        int[] offered = {0};
        bench.until("both frames are offered to the first sink", () -> {
            pair.accepted().poll((buffer, offset, length) -> {
                offered[0] = length;
                return 0;
            });
            return offered[0] == 160;
        });
        bench.receive(pair.accepted(), new Frames(), 2);
    }

    @Rule(id = "D8", says = "A poll returns how many bytes it has read, and 0 if there were none.")
    default void d8CountsWhatItReads(LinkBench bench) {
        Pair pair = bench.connect();
        require(pair.accepted().poll(new Frames()) == 0, "bytes were read that nobody has written");
        ByteBuffer frames = Frames.of(0, 200, 700);
        Frames sink = new Frames();
        long[] read = {0};
        bench.until("200 frames arrive", () -> {
            pair.dialled().write(frames);
            read[0] += pair.accepted().poll(sink);
            return sink.frames() == 200;
        });
        require(read[0] == sink.bytes(), "polls returned " + read[0] + " for " + sink.bytes() + " bytes");
        require(pair.accepted().poll(sink) == 0, "bytes were read that nobody has written");
    }

    @Rule(id = "D9", says = "A poll calls the sink once at most, and not when nothing has come.")
    default void d9CallsTheSinkOnceAtMost(LinkBench bench) {
        Pair pair = bench.connect();
        Frames sink = new Frames();
        pair.accepted().poll(sink);
        require(sink.calls() == 0, "the sink was called with " + sink.lastLength() + " bytes, and nothing was sent");
        ByteBuffer frames = Frames.of(0, 2000, 700);
        bench.until("2000 frames arrive", () -> {
            pair.dialled().write(frames);
            long before = sink.calls();
            pair.accepted().poll(sink);
            require(sink.calls() - before <= 1, "one poll called the sink " + (sink.calls() - before) + " times");
            return sink.frames() == 2000;
        });
    }

    @Rule(id = "D10", says = "A write of nothing takes nothing.")
    default void d10WritesNothing(LinkBench bench) {
        Pair pair = bench.connect();
        ByteBuffer empty = ByteBuffer.allocateDirect(0).order(ByteOrder.LITTLE_ENDIAN);
        require(pair.dialled().write(empty) == 0, "something was taken of nothing");
        Frames sink = new Frames();
        bench.send(pair.dialled(), Frames.of(0, 3, 90), pair.accepted(), sink);
        bench.receive(pair.accepted(), sink, 3);
    }

    @Rule(id = "D11", says = "Frames arrive though they are written a byte at a time.")
    default void d11TakesSingleBytes(LinkBench bench) {
        Pair pair = bench.connect();
        ByteBuffer frames = Frames.of(0, 10, 90);
        int length = frames.capacity();
        Frames sink = new Frames();
        for (int i = 1; i <= length; i++) {
            frames.limit(i);
            bench.send(pair.dialled(), frames, pair.accepted(), sink);
            pair.accepted().poll(sink);
        }
        bench.receive(pair.accepted(), sink, 10);
    }

    @Rule(id = "D12", says = "What a sink throws goes through poll as it is, and nothing counts as taken.")
    default void d12LetsTheSinksErrorThrough(LinkBench bench) {
        Pair pair = bench.connect();
        bench.send(pair.dialled(), Frames.of(0, 2, 90), null, new Frames());
        SinkFailure thrown = bench.untilPresent("the sink throws", () -> failOn(pair.accepted()));
        require(thrown.getSuppressed().length == 0, "the sink's error was changed");
        bench.send(pair.dialled(), Frames.one(2, 40), null, new Frames());
        bench.receive(pair.accepted(), new Frames(), 3);
    }

    /** What no transport can mistake for its own. */
    final class SinkFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static @Nullable SinkFailure failOn(FrameLink link) {
        SinkFailure failure = new SinkFailure();
        try {
            link.poll((buffer, offset, length) -> {
                throw failure;
            });
            return null;
        } catch (SinkFailure e) {
            require(e == failure, "it is another error");
            return e;
        } catch (RuntimeException e) {
            throw new AssertionError("the sink's error came out as another one", e);
        }
    }

    @Rule(
            id = "D13",
            says = "After shutdownOutput what was written arrives, then the end; the other direction goes on.")
    default void d13ClosesOneDirection(LinkBench bench) {
        Pair pair = bench.connect();
        Frames there = new Frames();
        ByteBuffer frames = Frames.of(0, 100, 700);
        bench.send(pair.dialled(), frames, null, there);
        pair.dialled().shutdownOutput();
        bench.endOf(pair.accepted(), there);
        require(there.frames() == 100, there.frames() + " of 100 frames came before the end");
        Frames back = new Frames();
        bench.send(pair.accepted(), Frames.of(0, 100, 700), pair.dialled(), back);
        bench.receive(pair.dialled(), back, 100);
    }
}
