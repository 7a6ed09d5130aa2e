// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.spi.FrameLink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The streams that a session publishes, and whose turn it is: in each round every stream that has something writes one run,
 * those of higher priority first. When the link takes no more, the next round begins with the highest priority again; among
 * equals, the one that was cut short comes last. So a stream never starves among its equals, but one of lower priority waits
 * as long as higher ones fill the link and have credit.
 *
 * <p>A few streams are all asked in each round, which costs less than to keep books. With many, publishers mark what they
 * publish, in {@link ReadyStreams}. Guarded by the transmitter's lock, but for what is said to be for any thread.
 */
final class StreamTurns {

    /** More streams than this are not asked one by one whether they have something to send. */
    private static final int FEW = 8;

    /** All of them; guarded by itself, since any thread may ask for a {@link #snapshot}. */
    private final List<OutboundStream> all = new ArrayList<>();

    /** The same as an array, made when somebody asks: with thousands, a copy for each that is added would be quadratic. */
    private volatile OutboundStream @Nullable [] snapshot = {};

    private volatile @Nullable ReadyStreams ready;
    private OutboundStream[] order = {};
    private final List<OutboundStream> ended = new ArrayList<>(0);
    private @Nullable OutboundStream cutShort;

    /** All of them. Any thread. */
    OutboundStream[] streams() {
        OutboundStream[] present = snapshot;
        return present != null ? present : copy();
    }

    private OutboundStream[] copy() {
        synchronized (all) {
            OutboundStream[] present = all.toArray(new OutboundStream[0]);
            snapshot = present;
            return present;
        }
    }

    /** A stream may have something to send, or its end to tell. Any thread, after a fence behind what it is about. */
    void mark(OutboundStream stream) {
        ReadyStreams many = ready;
        if (many != null) {
            many.mark(stream);
        }
    }

    /** True if there are so many streams that only those that are marked are asked. Any thread. */
    boolean isCrowded() {
        return ready != null;
    }

    /** True if a stream is marked. Any thread. */
    boolean hasReady() {
        ReadyStreams many = ready;
        return many != null && many.any();
    }

    void add(OutboundStream stream) {
        synchronized (all) {
            all.add(stream);
            snapshot = null;
        }
        ReadyStreams many = ready;
        if (many != null) {
            many.add(stream);
        } else if (all.size() <= FEW) {
            order = inOrder(copy());
        } else {
            // From now on publishers mark what they publish; what they published before is found by asking all once.
            ReadyStreams first = new ReadyStreams();
            all.forEach(first::add);
            ready = first;
        }
    }

    void remove(OutboundStream stream) {
        synchronized (all) {
            all.remove(stream);
            snapshot = null;
        }
        ReadyStreams many = ready;
        if (many != null) {
            many.remove(stream);
        } else {
            order = inOrder(copy());
        }
    }

    private static OutboundStream[] inOrder(OutboundStream[] streams) {
        OutboundStream[] sorted = streams.clone();
        Arrays.sort(sorted, Comparator.comparingInt(stream -> -stream.stream().priority()));
        return sorted;
    }

    /** One round; see {@link #cutShort} and {@link #hasEnded} after it. */
    int send(FrameLink link) {
        cutShort = null;
        ReadyStreams many = ready;
        return many == null ? sendAll(link) : sendReady(link, many);
    }

    /** The stream whose write took less than it was offered in the last round, if any. */
    @Nullable OutboundStream cutShort() {
        return cutShort;
    }

    /** True if CLOSE has its place now for streams of the last round. */
    boolean hasEnded() {
        return !ended.isEmpty();
    }

    void takeEnded(Consumer<PublishedStream> closer) {
        for (OutboundStream stream : ended) {
            if (stream.takeCloseDue()) {
                closer.accept(stream.stream());
            }
        }
        ended.clear();
    }

    private int sendAll(FrameLink link) {
        int written = 0;
        OutboundStream[] all = order;
        for (int i = 0; i < all.length; i++) {
            OutboundStream stream = all[i];
            written += stream.write(link);
            if (stream.wasCutShort()) {
                cutShort = stream;
                moveBehindItsEquals(all, i);
                break;
            }
        }
        return written;
    }

    private static void moveBehindItsEquals(OutboundStream[] all, int index) {
        OutboundStream last = all[index];
        int priority = last.stream().priority();
        int to = index;
        while (to + 1 < all.length && all[to + 1].stream().priority() == priority) {
            all[to] = all[to + 1];
            to++;
        }
        all[to] = last;
    }

    private int sendReady(FrameLink link, ReadyStreams many) {
        int written = 0;
        int count = many.take();
        for (int i = 0; i < count; i++) {
            OutboundStream stream = many.get(i);
            int bytes = stream.write(link);
            written += bytes;
            if (stream.wasCutShort()) {
                cutShort = stream;
                for (int j = i; j < count; j++) {
                    many.again(many.get(j));
                }
                // Ended ones of this round are told of in the next.
                ended.forEach(many::again);
                ended.clear();
                many.startBehind(stream);
                return written;
            }
            if (bytes >= OutboundStream.MAX_RUN_BYTES) {
                many.again(stream);
            } else if (stream.isCloseDue()) {
                ended.add(stream);
            }
        }
        return written;
    }
}
