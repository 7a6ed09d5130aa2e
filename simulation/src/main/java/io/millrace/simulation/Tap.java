// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.internal.session.Session;
import io.millrace.spi.frame.ByeFrame;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.PingFrame;
import io.millrace.spi.frame.StatusFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each frame that is written to one direction of a link, whatever becomes of it later: that its writer sends
 * only what the other side asked for, in order and within its credit, and acknowledges only what was handled.
 */
final class Tap {

    private static final int TAIL = 8;

    /** An OPEN that was not read yet. */
    private static final class Opening {
        final @Nullable Life life;
        int end;

        Opening(@Nullable Life life, int end) {
            this.life = life;
            this.end = end;
        }
    }

    private final World world;
    private final Node writer;
    private @Nullable Session speaking;
    private final Node reader;
    private final int dialler;
    private @Nullable Tap opposite;

    // By stream id, of the streams that the writer has opened on this link.
    private final @Nullable Life[] life = new @Nullable Life[World.STREAM_IDS];
    private final long[] granted = new long[World.STREAM_IDS];
    private final long[] expected = new long[World.STREAM_IDS];
    private final boolean[] rewound = new boolean[World.STREAM_IDS];

    private final List<Opening> openings = new ArrayList<>(2);

    /** Where the frames of streams at the end begin, behind the last control frame. */
    private final int[] tail = new int[TAIL];

    private int tailLength;
    private boolean greeted;
    private boolean saidGoodbye;

    /** Whose frames they are. */
    void of(Session session) {
        speaking = session;
    }

    Tap(World world, Node writer, Node reader, int dialler) {
        this.world = world;
        this.writer = writer;
        this.reader = reader;
        this.dialler = dialler;
    }

    void opposite(Tap other) {
        opposite = other;
    }

    /** True once HELLO or WELCOME was written. */
    boolean isGreeted() {
        return greeted;
    }

    /** True once BYE(END) was written. */
    boolean hasSaidGoodbye() {
        return saidGoodbye;
    }

    @Nullable Life life(int streamId) {
        return life[streamId];
    }

    /** How far the reader is handed bytes at once: behind the next OPEN, so that it is known which one it looks at. */
    int nextStop(int readAt) {
        while (!openings.isEmpty() && openings.get(0).end <= readAt) {
            openings.remove(0);
        }
        return openings.isEmpty() ? Integer.MAX_VALUE : openings.get(0).end;
    }

    /** The ring that the OPEN announces which the reader looks at. */
    @Nullable Life reading() {
        return openings.isEmpty() ? null : openings.get(0).life;
    }

    void look(Pipe pipe) {
        ByteBuffer b = pipe.bytes();
        int end = pipe.writtenTo();
        while (end - pipe.tapAt >= FrameDescriptor.HEADER_LENGTH) {
            int at = pipe.tapAt;
            int aligned = FrameDescriptor.align(FrameFlyweight.frameLength(b, at));
            if (aligned < FrameDescriptor.HEADER_LENGTH) {
                throw new Violation(writer + " wrote a frame of length " + FrameFlyweight.frameLength(b, at));
            }
            if (at + aligned > end) {
                return;
            }
            frame(b, at);
            pipe.tapAt = at + aligned;
        }
    }

    private void frame(ByteBuffer b, int at) {
        int kind = FrameFlyweight.kind(b, at);
        if (world.isTraced() && (world.isFaulty() || !isSignOfLife(kind))) {
            world.note(this + ": " + describe(b, at, kind));
        }
        if (FrameDescriptor.isStreamKind(kind)) {
            if (tailLength == TAIL) {
                System.arraycopy(tail, 1, tail, 0, --tailLength);
            }
            tail[tailLength++] = at;
            streamFrame(b, at);
            return;
        }
        tailLength = 0;
        switch (kind) {
            case FrameDescriptor.KIND_HELLO, FrameDescriptor.KIND_WELCOME -> greeted = true;
            case FrameDescriptor.KIND_OPEN -> open(b, at);
            case FrameDescriptor.KIND_STATUS -> status(b, at);
            case FrameDescriptor.KIND_GAP -> gap(b, at);
            case FrameDescriptor.KIND_PING -> ping(b, at);
            case FrameDescriptor.KIND_BYE -> bye(b, at);
            default -> {
                // Nothing in it that could be wrong by itself.
            }
        }
        world.archive().keep(b, at, kind, dialler, writer);
    }

    private static boolean isSignOfLife(int kind) {
        return kind == FrameDescriptor.KIND_PING || kind == FrameDescriptor.KIND_PONG;
    }

    private static String describe(ByteBuffer b, int at, int kind) {
        String name = FrameDescriptor.kindName(kind);
        int id = FrameFlyweight.streamId(b, at);
        return switch (kind) {
            case FrameDescriptor.KIND_PAD, FrameDescriptor.KIND_DATA, FrameDescriptor.KIND_RESPONSE ->
                name + " " + id + " at " + FrameFlyweight.position(b, at) + ".."
                        + (FrameFlyweight.position(b, at) + FrameFlyweight.span(b, at));
            case FrameDescriptor.KIND_STATUS ->
                name + " " + id + " of epoch " + StatusFrame.epoch(b, at) + " processed "
                        + StatusFrame.processed(b, at) + " received " + StatusFrame.received(b, at) + " limit "
                        + StatusFrame.limit(b, at);
            case FrameDescriptor.KIND_OPEN ->
                name + " " + (Open.isEnd(b, at) ? "end" : Open.decode(b, at).toString());
            case FrameDescriptor.KIND_GAP -> name + " " + id + " " + GapFrame.from(b, at) + ".." + GapFrame.to(b, at);
            default -> name + (id == 0 ? "" : " " + id);
        };
    }

    private void open(ByteBuffer b, int at) {
        if (Open.isEnd(b, at)) {
            return;
        }
        Open open = Open.decode(b, at);
        int id = open.streamId();
        Life opened = world.life(open.epoch());
        openings.add(new Opening(opened, at + FrameDescriptor.align(FrameFlyweight.frameLength(b, at))));
        if (opened != null && opened == life[id]) {
            // Asked for anew, as a handler has come. An answer to the OPEN before may be on its way.
            rewound[id] = true;
            return;
        }
        life[id] = opened;
        granted[id] = -1;
        expected[id] = -1;
        rewound[id] = false;
    }

    private void streamFrame(ByteBuffer b, int at) {
        int id = FrameFlyweight.streamId(b, at);
        long position = FrameFlyweight.position(b, at);
        long end = position + FrameFlyweight.span(b, at);
        if (life[id] == null || granted[id] < 0) {
            throw new Violation(writer + " sent a frame of stream " + id + " at " + position
                    + " before the link's first STATUS for it");
        }
        if (rewound[id]) {
            rewound[id] = false;
            expected[id] = position;
        }
        if (position != expected[id]) {
            throw new Violation(
                    writer + " sent stream " + life[id] + " at " + position + ", next on this link is " + expected[id]);
        }
        if (end > granted[id]) {
            throw new Violation(writer + " sent stream " + life[id] + " up to " + end + ", granted was " + granted[id]);
        }
        expected[id] = end;
    }

    private void bye(ByteBuffer b, int at) {
        if (ByeFrame.status(b, at) != ByeFrame.END) {
            return;
        }
        saidGoodbye = true;
        Session session = speaking;
        // One that was said before, and had to wait for a full link, was no lie then
        if (writer.isDraining() && (session == null || !session.isEnding())) {
            throw new Violation(writer + " says goodbye, and still delivers what it has accepted");
        }
    }

    private void gap(ByteBuffer b, int at) {
        int id = FrameFlyweight.streamId(b, at);
        if (life[id] == null || (GapFrame.from(b, at) != expected[id] && !rewound[id])) {
            throw new Violation(writer + " announced a gap of stream " + life[id] + " from " + GapFrame.from(b, at)
                    + ", next on this link is " + expected[id]);
        }
        expected[id] = GapFrame.to(b, at);
        rewound[id] = false;
    }

    private void ping(ByteBuffer b, int at) {
        for (int i = 0; i < PingFrame.count(b, at); i++) {
            int id = PingFrame.entryStreamId(b, at, i);
            // It may say less: a begun frame is finished before it.
            if (PingFrame.entryWritten(b, at, i) > expected[id]) {
                throw new Violation(writer + " says in a PING that stream " + life[id] + " was written up to "
                        + PingFrame.entryWritten(b, at, i) + ", it was up to " + expected[id]);
            }
        }
    }

    /** The writer, a subscriber here, tells how far it is. */
    private void status(ByteBuffer b, int at) {
        int id = FrameFlyweight.streamId(b, at);
        long epoch = StatusFrame.epoch(b, at);
        Tap publisher = opposite;
        if (epoch == 0 || publisher == null) {
            return;
        }
        Life stream = world.life(epoch);
        if (stream == null || publisher.life[id] == null) {
            throw new Violation(writer + " answers stream " + id + ", which was never opened on this link");
        }
        long processed = StatusFrame.processed(b, at);
        long received = StatusFrame.received(b, at);
        long limit = StatusFrame.limit(b, at);
        requireHandled(stream, processed);
        if (stream != publisher.life[id]) {
            // The next ring of that name is announced, and the word of it on its way.
            return;
        }
        // Who subscribes anew begins at the BEGIN of a message whose fragments its predecessor had.
        boolean back = limit < publisher.granted[id] && !publisher.rewound[id];
        if (processed > received
                || back
                || limit > (world.plan().fragmentPercent > 0 ? received : processed) + stream.window()) {
            throw new Violation(writer + " says of " + stream + ": processed " + processed + ", received " + received
                    + ", limit " + limit + ", limit before " + publisher.granted[id] + ", window " + stream.window());
        }
        if (publisher.granted[id] < 0) {
            publisher.expected[id] = received;
            Feed feed = writer.feedOf(stream);
            if (feed != null) {
                feed.begins(writer.sessionOf(dialler), received);
            }
        }
        publisher.granted[id] = limit;
    }

    /** By this very process: what others of its identity have done it does not know. */
    private void requireHandled(Life stream, long processed) {
        Feed feed = writer.feedOf(stream);
        long had = feed == null ? 0 : feed.had(stream);
        if (processed > had) {
            throw new Violation(writer + " acknowledges " + stream + " up to " + processed + ", but the message at "
                    + had + " was not handled");
        }
    }

    /** The pipe has moved its bytes. */
    void moved(int by) {
        for (int i = 0; i < tailLength; i++) {
            tail[i] -= by;
        }
        for (Opening opening : openings) {
            opening.end -= by;
        }
    }

    /** Loses the last frames under way, if they are of streams; true if there were any. */
    boolean loseTail(Pipe pipe, Dice dice) {
        if (tailLength == 0 || !pipe.isWatched() || pipe.tapAt != pipe.writtenTo()) {
            return false;
        }
        int first = tailLength - 1 - dice.below(tailLength);
        if (tail[first] < pipe.arrivedAt()) {
            return false;
        }
        pipe.dropFrom(tail[first]);
        tailLength = first;
        return true;
    }

    /** Repeats one of the last frames of streams; true if there was one. */
    boolean repeat(Pipe pipe, Dice dice) {
        if (tailLength == 0) {
            return false;
        }
        int at = tail[dice.below(tailLength)];
        if (at < 0) {
            return false;
        }
        byte[] frame = new byte[FrameDescriptor.align(FrameFlyweight.frameLength(pipe.bytes(), at))];
        pipe.bytes().get(at, frame);
        tailLength = 0;
        return pipe.inject(frame);
    }

    @Override
    public String toString() {
        return writer + " to " + reader;
    }
}
