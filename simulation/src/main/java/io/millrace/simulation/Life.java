// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.ring.ExclusiveFrameRing;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.SharedFrameRing;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.PublishedStream;
import io.millrace.internal.session.Session;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One life of a publication: a ring and its epoch, numbered messages whose {@link Content} tells their number, and the gate
 * that the attached sessions hold.
 */
final class Life implements PublishedStream {

    /** A session that it goes out to. */
    record Outlet(Session session, OutboundStream stream, int dialler) {}

    private final World world;
    private final Node owner;
    private final String name;
    private final int streamId;
    private final long epoch;
    private final FrameRing ring;
    private final boolean shared;
    private final boolean checksummed;
    private final int window;
    private final int frameSize;
    private final FrameChecksum checksum = new FrameChecksum();
    private final Receipt[] receipts;
    private final List<Outlet> outlets = new ArrayList<>(4);

    private long[] starts = new long[64];
    private int count;
    private long openClaim = -1;
    private int openClaimLength;
    private boolean openClaimAborts;
    private boolean hadSessions;
    private boolean closing;
    private boolean refused;
    private boolean leaving;
    private boolean over;

    Life(World world, Node owner, String name, int streamId, long epoch) {
        Plan plan = world.plan();
        this.world = world;
        this.owner = owner;
        this.name = name;
        this.streamId = streamId;
        this.epoch = epoch;
        this.shared = plan.sharedRings;
        this.checksummed = plan.checksummed;
        this.ring = shared
                ? new SharedFrameRing(plan.ringBytes, streamId, checksummed)
                : new ExclusiveFrameRing(plan.ringBytes, streamId, checksummed);
        this.window = plan.ringBytes / 4;
        this.frameSize = plan.ringBytes / 16;
        this.receipts = new Receipt[owner instanceof Listener ? plan.diallers : 1];
        for (int i = 0; i < receipts.length; i++) {
            receipts[i] = new Receipt(this);
        }
    }

    // ---- publishing ----

    /** True if a message was accepted. */
    boolean offer(int payloadLength) {
        if (closing || refused || leaving) {
            return false;
        }
        int frameLength =
                FrameDescriptor.HEADER_LENGTH + Math.min(payloadLength, frameSize - FrameDescriptor.HEADER_LENGTH);
        int aligned = FrameDescriptor.align(frameLength);
        long position = ring.tryClaim(aligned);
        if (position < 0) {
            return false;
        }
        write(position, frameLength, number(position));
        ring.publish(position, aligned);
        world.accepted(this);
        return true;
    }

    /** Claims room and leaves it open, as a slow producer beside others does. */
    boolean claim(int payloadLength, boolean abort) {
        int frameLength =
                FrameDescriptor.HEADER_LENGTH + Math.min(payloadLength, frameSize - FrameDescriptor.HEADER_LENGTH);
        if (!shared || closing || refused || leaving || openClaim >= 0) {
            return false;
        }
        long position = ring.tryClaim(FrameDescriptor.align(frameLength));
        if (position < 0) {
            return false;
        }
        if (!abort) {
            number(position);
        }
        openClaim = position;
        openClaimLength = frameLength;
        openClaimAborts = abort;
        return true;
    }

    /** Publishes or aborts the open claim. */
    boolean complete() {
        long position = openClaim;
        if (position < 0) {
            return false;
        }
        openClaim = -1;
        int aligned = FrameDescriptor.align(openClaimLength);
        if (openClaimAborts) {
            ring.abort(position, aligned);
        } else {
            write(position, openClaimLength, firstAt(position));
            ring.publish(position, aligned);
            world.accepted(this);
        }
        return true;
    }

    /** Leaves a PAD. */
    boolean abort(int payloadLength) {
        int aligned = FrameDescriptor.align(
                FrameDescriptor.HEADER_LENGTH + Math.min(payloadLength, frameSize - FrameDescriptor.HEADER_LENGTH));
        if (closing || refused || leaving) {
            return false;
        }
        long position = ring.tryClaim(aligned);
        if (position >= 0) {
            ring.abort(position, aligned);
        }
        return position >= 0;
    }

    private int number(long position) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count] = position;
        return count++;
    }

    private void write(long position, int frameLength, int number) {
        ByteBuffer b = ring.buffer();
        int offset = ring.offset(position);
        FrameFlyweight.writeDataHeader(b, offset, frameLength, streamId, 0, position, number);
        int payload = offset + FrameDescriptor.HEADER_LENGTH;
        int end = offset + frameLength;
        Content.write(b, payload, epoch, number, end - payload);
        for (int i = end; i < offset + FrameDescriptor.align(frameLength); i++) {
            b.put(i, (byte) 0);
        }
        if (checksummed) {
            checksum.seal(b, offset);
        }
    }

    // ---- the account ----

    int count() {
        return count;
    }

    /** Where a message begins; for one that does not exist yet, behind everything. */
    long startOf(int number) {
        return number < count ? starts[number] : Long.MAX_VALUE;
    }

    /** The first message at or behind a position. */
    int firstAt(long position) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Receipt receipt(int dialler) {
        return receipts[receipts.length == 1 ? 0 : dialler];
    }

    Node owner() {
        return owner;
    }

    boolean isOver() {
        return over;
    }

    boolean isRefused() {
        return refused;
    }

    boolean isDrained() {
        return openClaim < 0 && ring.gate() >= ring.head();
    }

    // ---- the table of sessions, as the engine keeps it ----

    List<Outlet> outlets() {
        return outlets;
    }

    void attach(Session session, int dialler, long joinPosition, long redeliveredBelow) {
        add(session, dialler, session.publish(this, joinPosition, redeliveredBelow));
    }

    /** To the session that takes another one's place. */
    void attach(Session session, int dialler, OutboundStream predecessor) {
        add(session, dialler, session.publishOnwards(predecessor));
    }

    private void add(Session session, int dialler, OutboundStream stream) {
        outlets.add(new Outlet(session, stream, dialler));
        hadSessions = true;
        sessionsChanged();
    }

    void detach(Session session) {
        outlets.removeIf(outlet -> outlet.session() == session);
        sessionsChanged();
    }

    long joinPosition() {
        for (Outlet outlet : outlets) {
            if (outlet.stream().isSubscribed() && !outlet.stream().isRefused()) {
                return publishedEnd();
            }
        }
        return oldestHeld();
    }

    @Override
    public void sessionsChanged() {
        long slowest = Long.MAX_VALUE;
        boolean nobody = true;
        for (int i = 0; i < outlets.size(); i++) {
            OutboundStream stream = outlets.get(i).stream();
            if (!stream.isRefused() || stream.isEnded()) {
                slowest = Math.min(slowest, stream.keepFrom());
            } else {
                receipt(outlets.get(i).dialler()).mayLose = true;
            }
            nobody &= stream.isRefused();
        }
        if (slowest != Long.MAX_VALUE && slowest > ring.gate()) {
            ring.gate(slowest);
        }
        refused = outlets.isEmpty() ? hadSessions && owner instanceof Listener : nobody;
        if (closing) {
            endIfDone();
        }
    }

    void close() {
        complete();
        closing = true;
        endIfDone();
    }

    /** Takes no more: its endpoint is closing. */
    void refuse() {
        leaving = true;
        complete();
    }

    private void endIfDone() {
        if (over || !isDrained()) {
            return;
        }
        for (Outlet outlet : outlets) {
            if (!outlet.stream().isEnded() && !outlet.stream().isRefused()) {
                return;
            }
        }
        over = true;
        owner.forget(this);
        for (Outlet outlet : outlets) {
            outlet.session().unpublish(outlet.stream());
        }
    }

    // ---- what sessions see ----

    @Override
    public String name() {
        return name;
    }

    @Override
    public int streamId() {
        return streamId;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public @Nullable FrameRing ring() {
        return ring;
    }

    @Override
    public long publishedEnd() {
        return ring.head();
    }

    @Override
    public long oldestHeld() {
        return ring.gate();
    }

    @Override
    public int frameSize() {
        return frameSize;
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public long largestMessage() {
        return frameSize - (long) FrameDescriptor.HEADER_LENGTH;
    }

    @Override
    public boolean checksummed() {
        return checksummed;
    }

    @Override
    public int priority() {
        return streamId == 1 ? world.plan().priority : 0;
    }

    @Override
    public SlowConsumerPolicy slowConsumer() {
        return SlowConsumerPolicy.BLOCK;
    }

    @Override
    public long messagesBefore(long position) {
        return firstAt(position);
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public String toString() {
        return name + "#" + epoch + " of " + owner;
    }
}
