// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.Message;
import io.millrace.internal.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber process is handed up of one stream of one peer: in order, without a hole that was not announced,
 * nothing twice unless the cursor was lost and the message says so.
 */
final class Feed {

    /** An announced range. */
    private record Gap(long from, long to) {}

    private final World world;
    private final Node subscriber;
    private final String stream;
    private final int dialler;
    private final List<Gap> gaps = new ArrayList<>(0);

    /** Whose cursor the session has, and where it began. */
    private @Nullable Life opened;

    private long joinPosition;

    /** Over which session messages come, and what is older. */
    private @Nullable Session session;

    private long inheritedBelow;

    /** Whose message came last, and which comes next. */
    private @Nullable Life life;

    private int next;

    /** From here to the next one all are announced as lost. */
    private int lostFrom;

    /** What this process was handed of the ring, whatever became of its cursor. */
    private @Nullable Life handedOf;

    private int handedTo;

    /** What it has had of rings of which it has no cursor any more: word of that may still be under way. */
    private final Map<Life, Long> former = new HashMap<>(0);

    private boolean restartSeen;
    private boolean endSeen;

    Feed(World world, Node subscriber, String stream, int dialler) {
        this.world = world;
        this.subscriber = subscriber;
        this.stream = stream;
        this.dialler = dialler;
    }

    // ---- what is announced ----

    /** The session's cursor is gone: what follows may repeat, and says so. */
    void cursorLost() {
        remember(life);
        remember(opened);
        life = null;
        opened = null;
        restartSeen = false;
        endSeen = false;
        gaps.clear();
    }

    /** The stream was opened; only who has no cursor of this ring yet begins at the position. */
    void opened(@Nullable Life by, long position) {
        if (by != opened) {
            remember(life);
            remember(opened);
            if (by == life) {
                // A ring of which another one's place was taken meanwhile: its cursor begins anew.
                life = null;
            }
            opened = by;
            gaps.clear();
            joinPosition = position;
            if (by != null) {
                joined(by, by.receipt(dialler), position);
            }
        }
    }

    private void remember(@Nullable Life of) {
        if (of != null) {
            former.put(of, had(of));
        }
    }

    private void joined(Life by, Receipt receipt, long position) {
        if (receipt.mayLose()) {
            // It had not subscribed, or its session had ended: it begins anew.
            receipt.lostUpTo(subscriber, by.firstAt(position));
        } else if (receipt.isDetached) {
            // It was set aside before it said anything: it misses what is not held any more, and nothing else.
            receipt.lostUpTo(subscriber, by.firstAt(Math.min(position, by.oldestHeld())));
        } else {
            // It was taken for slow before it had said anything: it joins behind what it was made to miss.
            receipt.lostUpTo(subscriber, by.firstAt(Math.min(position, receipt.forfeitedTo())));
        }
    }

    /** A session tells what it has received: what comes from there on has come over it. */
    void begins(@Nullable Session by, long received) {
        if (by != session) {
            session = by;
            inheritedBelow = received;
        }
    }

    /** True if it came over an earlier session, and may still have been waiting to be handed up. */
    boolean isInherited(Message message, @Nullable Session present) {
        return session != present || message.position() < inheritedBelow;
    }

    boolean hasCursor(Life of) {
        return opened == of;
    }

    /** The position of the first message that was neither handled by this process nor announced to it as lost. */
    long had(Life of) {
        if (of == life) {
            return of.startOf(next);
        }
        return of == opened ? of.startOf(of.firstAt(joinPosition)) : former.getOrDefault(of, 0L);
    }

    /** The session says that the stream has ended. */
    void ended() {
        Life present = opened;
        if (present != null && (present == life ? next : present.firstAt(joinPosition)) < present.count()) {
            throw new Violation(
                    this + ": " + present + " is said to have ended, next is " + next + " of " + present.count());
        }
    }

    void restartSeen() {
        restartSeen = true;
    }

    /** The session has forgotten the stream, which was not announced again: who announces it later begins anew. */
    void forgotten() {
        endSeen = true;
        remember(opened);
        opened = null;
    }

    /** The stream is gone, or its ring is: its rest is announced as lost. */
    void endSeen() {
        endSeen = true;
    }

    void gapSeen(long from, long to) {
        if (to < 0) {
            endSeen = true;
            return;
        }
        Life of = opened;
        if (of == null || !mayMiss(of, to)) {
            throw new Violation(this + ": a gap " + from + ".." + to + " of " + of + ", and nothing was released");
        }
        if (life == of || of.firstAt(from) > of.firstAt(joinPosition)) {
            // Behind what is still to be handed up; said anew, it may begin earlier.
            gaps.removeIf(gap -> gap.from() >= from && gap.to() <= to);
            gaps.add(new Gap(from, to));
            if (life == of) {
                passGaps(of);
            }
        } else {
            // Nothing of this ring was handed up yet: it joins behind the gap.
            joinPosition = to;
            of.receipt(dialler).lostUpTo(subscriber, of.firstAt(to));
        }
    }

    private boolean mayMiss(Life of, long to) {
        Receipt receipt = of.receipt(dialler);
        return receipt.mayLose() || to <= receipt.forfeitedTo() || isHandledByOthers(receipt, of, to);
    }

    /**
     * A process that comes back when nobody remembers that another one took its identity: what that one has handled and
     * acknowledged left the ring rightly, and this one is told that it missed it; and so is who takes its session over
     * before it has acknowledged that. What the identity has not had is owed.
     */
    private boolean isHandledByOthers(Receipt receipt, Life of, long to) {
        return receipt.isBehind(subscriber) && receipt.next >= of.firstAt(to);
    }

    /** Said anew, a gap may begin earlier, but not before a message that was handled since. */
    private void passGaps(Life present) {
        while (!gaps.isEmpty() && isNext(present.firstAt(gaps.get(0).from()))) {
            next = Math.max(next, present.firstAt(gaps.remove(0).to()));
            present.receipt(dialler).lostUpTo(subscriber, next);
        }
    }

    private boolean isNext(int number) {
        return lostFrom <= number && number <= next;
    }

    // ---- what is handed up ----

    /** A message is handed up; {@code done} unless its handler wants it again. */
    void handed(Message message, boolean done) {
        long content = message.length() >= Content.LEAST_LENGTH ? message.getLong(0) : 0;
        int number = Content.numberOf(content);
        Life from = requireIntact(message, content, number);
        if (from != life) {
            begin(from, number, message);
        } else if (number != next) {
            throw new Violation(this + ": " + number + " was handed up, next is " + next);
        }
        Receipt receipt = from.receipt(dialler);
        boolean others = receipt.isReplaced(subscriber) && !(from == handedOf && number < handedTo);
        if (number < receipt.next && !others && !(message.isRedelivered() && restartSeen)) {
            throw new Violation(this + ": " + number + " was handled before, and "
                    + (restartSeen ? "does not say so" : "no SESSION_RESTARTED came before it"));
        }
        if (done) {
            next = number + 1;
            lostFrom = next;
            handedTo = from == handedOf ? Math.max(handedTo, next) : next;
            handedOf = from;
            receipt.handled(subscriber, number);
            passGaps(from);
            world.handled(this, number);
        }
    }

    private Life requireIntact(Message message, long content, int number) {
        Life from = world.life(Content.epochOf(content));
        boolean intact = from != null
                && number < from.count()
                && message.position() == from.startOf(number)
                && message.correlationId() == number
                && from.name().equals(stream)
                && Content.isIntact(message);
        if (from == null || !intact) {
            throw new Violation(this + ": " + message + " is not what was published at its position");
        }
        return from;
    }

    /** The first message of a ring, or the first since the cursor was lost. */
    private void begin(Life from, int number, Message message) {
        Life before = life;
        if (before != null && !endSeen && !(before.isClosing() && next >= before.count())) {
            throw new Violation(this + ": " + from + " begins, and the end of " + before + " was not announced");
        }
        Receipt receipt = from.receipt(dialler);
        if (number > receipt.next && !receipt.mayLose()) {
            throw new Violation(this + ": begins with " + message + ", number " + number + ", owed is " + receipt.next);
        }
        if (number != from.firstAt(joinPosition)) {
            throw new Violation(this + ": begins with number " + number + ", joined at " + joinPosition
                    + ", which is number " + from.firstAt(joinPosition));
        }
        receipt.lostUpTo(subscriber, number);
        life = from;
        next = number;
        lostFrom = number;
        endSeen = false;
    }

    @Nullable Life life() {
        return life;
    }

    String stream() {
        return stream;
    }

    int dialler() {
        return dialler;
    }

    @Override
    public String toString() {
        return subscriber + " on " + stream + (subscriber instanceof Listener ? " of dialler " + dialler : "");
    }
}
