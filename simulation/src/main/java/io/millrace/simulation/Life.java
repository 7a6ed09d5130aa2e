// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.session.Attachment;
import io.millrace.internal.session.Audience;
import io.millrace.internal.session.Gate;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.PublishedStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SlowBudget;
import io.millrace.internal.session.SlowConsumers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One life of a publication: a ring and its epoch, numbered messages whose {@link Content} tells their number, and the
 * table of the sessions that it goes out to, with the engine's own {@link Gate}, {@link Audience} and
 * {@link SlowConsumers}.
 */
final class Life implements PublishedStream {

    /** A session that it goes out to. */
    record Outlet(Session session, OutboundStream stream, int dialler, SlowBudget slowBudget) implements Attachment {}

    private final World world;
    private final Node owner;
    private final String name;
    private final int streamId;
    private final long epoch;
    private final Plan plan;
    private final SlowConsumerPolicy policy;
    private final Press press;
    private final Receipt[] receipts;
    private final Gate gate = new Gate();
    private final SlowConsumers slowConsumers;

    private Outlet[] outlets = {};
    private boolean hadSessions;
    private boolean closing;
    private boolean refused;
    private boolean leaving;
    private boolean over;

    Life(World world, Node owner, String name, int streamId, long epoch, int kind) {
        this.world = world;
        this.plan = world.plan();
        this.owner = owner;
        this.name = name;
        this.streamId = streamId;
        this.epoch = epoch;
        this.policy = owner instanceof Listener ? plan.policy : SlowConsumerPolicy.BLOCK;
        this.press = new Press(plan, streamId, epoch, kind);
        this.slowConsumers = new SlowConsumers(policy);
        this.receipts = new Receipt[owner instanceof Listener ? plan.diallers : 1];
        for (int i = 0; i < receipts.length; i++) {
            receipts[i] = new Receipt(this);
        }
    }

    // ---- publishing ----

    private boolean takesMore() {
        return !closing && !refused && !leaving && !over;
    }

    /** True if a message was accepted. */
    boolean offer(int payload) {
        boolean accepted = takesMore() && press.offer(payload);
        if (accepted) {
            world.accepted(this);
        }
        return accepted;
    }

    /** Claims room and leaves it open, as a slow producer beside others does. */
    void claim(int payload, boolean abort) {
        if (takesMore()) {
            press.claim(payload, abort);
        }
    }

    /** Publishes or aborts the open claim. */
    void complete() {
        if (press.complete()) {
            world.accepted(this);
        }
    }

    /** Leaves a PAD. */
    void abort(int payload) {
        if (takesMore()) {
            press.abort(payload);
        }
    }

    // ---- the account ----

    int count() {
        return press.positions().count();
    }

    /** Where a message begins; for one that does not exist yet, behind everything. */
    long startOf(int number) {
        return press.positions().startOf(number);
    }

    /** The first message at or behind a position. */
    int firstAt(long position) {
        return press.positions().firstAt(position);
    }

    Receipt receipt(int dialler) {
        return receipts[receipts.length == 1 ? 0 : dialler];
    }

    /** Where the oldest bytes are that somebody is still writing. */
    long unpublishedFrom() {
        return press.openClaim();
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
        return !press.hasOpenClaim() && oldestHeld() >= publishedEnd();
    }

    // ---- the table of sessions ----

    Outlet[] outlets() {
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
        Outlet[] after = Arrays.copyOf(outlets, outlets.length + 1);
        after[outlets.length] = new Outlet(session, stream, dialler, plan.slowBudget());
        outlets = after;
        hadSessions = true;
        sessionsChanged();
    }

    void detach(Session session) {
        outlets = Arrays.stream(outlets)
                .filter(outlet -> outlet.session() != session)
                .toArray(Outlet[]::new);
        sessionsChanged();
    }

    long joinPosition() {
        return Audience.joinPosition(this, outlets);
    }

    /** True if somebody has not had everything yet. */
    boolean isAwaited() {
        return Audience.isAwaiting(this, outlets);
    }

    /** Looks after slow consumers. */
    void look() {
        if (policy != SlowConsumerPolicy.BLOCK && outlets.length > 1) {
            slowConsumers.look(this, outlets, press.takeRefused(), world.nowNs());
        }
    }

    /** Does to one of several consumers, at any time, what the policy does to one that is too slow. */
    void relieve(Outlet slow, Dice dice) {
        OutboundStream stream = slow.stream();
        if (stream.isRefused() || stream.isDetached()) {
            return;
        }
        if (policy == SlowConsumerPolicy.DETACH) {
            slow.session().detach(stream);
        } else if (policy == SlowConsumerPolicy.SKIP) {
            FrameRing ring = press.ring();
            long wished = publishedEnd() - dice.below(ring.capacity());
            slow.session().skip(stream, ring.messageStart(Math.max(stream.keepFrom(), oldestHeld()), wished));
        }
    }

    @Override
    public void sessionsChanged() {
        if (policy != SlowConsumerPolicy.BLOCK) {
            forfeit();
        }
        for (Outlet outlet : outlets) {
            Receipt receipt = receipt(outlet.dialler());
            receipt.mayLose(outlet.stream().isRefused() && !outlet.stream().isEnded());
            if (outlet.stream().isSubscribed()) {
                receipt.heard();
            }
        }
        gate.move(press.ring(), outlets);
        refused = outlets.length == 0 ? hadSessions && owner instanceof Listener : Audience.isRefusedByAll(outlets);
        if (closing) {
            endIfDone();
        }
    }

    /** What the policy takes from slow consumers: the account must not find it missing. */
    private void forfeit() {
        for (int dialler = 0; dialler < receipts.length; dialler++) {
            boolean detached = false;
            long keptFrom = oldestHeld();
            for (Outlet outlet : outlets) {
                if (outlet.dialler() == dialler) {
                    detached |= outlet.stream().isDetached();
                    if (!outlet.stream().isDetached()
                            && outlet.stream().keepFrom() > outlet.stream().acknowledged()) {
                        receipts[dialler].forfeit(outlet.stream().keepFrom());
                    }
                }
            }
            if (receipts[dialler].isDetached && !detached) {
                receipts[dialler].forfeit(keptFrom);
            }
            receipts[dialler].isDetached = detached;
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

    /** The session that it was made for has ended. */
    void drop() {
        over = true;
        for (Outlet outlet : outlets) {
            receipt(outlet.dialler()).mayLose(true);
        }
        outlets = new Outlet[0];
    }

    private void endIfDone() {
        if (over || press.hasOpenClaim() || !Audience.isOver(this, outlets)) {
            return;
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
        return press.ring();
    }

    @Override
    public long publishedEnd() {
        return press.ring().head();
    }

    @Override
    public long oldestHeld() {
        return press.ring().gate();
    }

    @Override
    public int frameSize() {
        return plan.frameSize();
    }

    @Override
    public int window() {
        return plan.window();
    }

    @Override
    public long largestMessage() {
        return press.largestPayload();
    }

    @Override
    public boolean checksummed() {
        return plan.checksummed;
    }

    @Override
    public int priority() {
        return streamId == 1 ? plan.priority : 0;
    }

    @Override
    public SlowConsumerPolicy slowConsumer() {
        return policy;
    }

    @Override
    public long messagesBefore(long position) {
        return gate.messagesBefore(press.ring(), position);
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
