// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The account of one ring with one subscriber, whatever processes and sessions it takes: what was handled or announced as
 * lost, contiguously from where it joined. The rest must still be held.
 */
final class Receipt {

    private final Life life;

    /** The next message that is owed. */
    int next;

    /** The session that it was promised to has ended, or it has left: what it has not had may go. */
    private boolean mayLose;

    /** Set aside as too slow: the ring does not wait for it. */
    boolean isDetached;

    /** What comes before was taken from it, as it was too slow: if it has not had that, it is told. */
    private long forfeitedTo;

    /** The process of the identity that the publisher took last. */
    private @Nullable Dialler present;

    /** Those in whose place it took another one, and who may go on where they were without knowing. */
    private final Set<Dialler> replaced = new HashSet<>(0);

    /** Those of them whose session has ended since. */
    private final Set<Node> outsiders = new HashSet<>(0);

    private boolean heard;

    /** Those who went on where such a one was, when it had come back. */
    private final Set<Dialler> heirs = new HashSet<>(0);

    Receipt(Life life) {
        this.life = life;
    }

    /** The position of the first message that was not handled; everything if there is none. */
    long handledTo() {
        return life.startOf(next);
    }

    boolean mayLose() {
        return mayLose;
    }

    /** Once somebody is there again, what is still held is owed. */
    void mayLose(boolean nobodyIsThere) {
        if (mayLose && !nobodyIsThere) {
            forfeit(life.oldestHeld());
        }
        mayLose = nobodyIsThere;
    }

    void forfeit(long position) {
        forfeitedTo = Math.max(forfeitedTo, position);
    }

    long forfeitedTo() {
        return forfeitedTo;
    }

    /**
     * The identity begins anew: it has had no session, or the last one has ended. What others handle who still know the old one
     * is none of it.
     */
    void joinAt(long position) {
        next = life.firstAt(position);
        heard = false;
        outsiders.addAll(replaced);
        if (present != null) {
            outsiders.add(present);
        }
    }

    /** The publisher knows that somebody subscribes: he may have been sent something, which a successor repeats marked. */
    void heard() {
        heard = true;
    }

    boolean isHeard() {
        return heard;
    }

    /**
     * The publisher takes a process for the subscriber.
     *
     * @param had what it has had of the ring, if it has a cursor of it: however little a process in between remembered, this
     *     was handled or announced
     */
    void taken(Dialler process, long had) {
        Dialler before = present;
        if (before != null && before != process) {
            if (replaced.contains(before) || heirs.contains(before)) {
                heirs.add(process);
            }
            replaced.add(before);
        }
        present = process;
        outsiders.remove(process);
        next = Math.max(next, life.firstAt(had));
    }

    /** True if others of its identity may have handled what a process has still to come, and it repeats that unmarked. */
    boolean isReplaced(Node process) {
        return replaced.contains(process);
    }

    /** True if it may be told that it missed what others of its identity have handled. */
    boolean isBehind(Node process) {
        return replaced.contains(process) || heirs.contains(process);
    }

    void handled(Node by, int number) {
        lostUpTo(by, number + 1);
    }

    void lostUpTo(Node by, int number) {
        if (!outsiders.contains(by)) {
            next = Math.max(next, number);
        }
    }
}
