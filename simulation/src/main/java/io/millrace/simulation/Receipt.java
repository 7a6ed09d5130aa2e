// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

/**
 * The account of one ring with one subscriber, whatever processes and sessions it takes: what was handled or announced as
 * lost, contiguously from where it joined. The rest must still be held.
 */
final class Receipt {

    private final Life life;

    /** The next message that is owed. */
    int next;

    /** Handled, lost and again. */
    int handled;

    int lost;
    int again;

    /** The session that it was promised to has ended, or it has left: what it has not had may go. */
    boolean mayLose;

    /** Set aside as too slow: the ring does not wait for it. */
    boolean isDetached;

    /** What comes before was taken from it, as it was too slow: if it has not had that, it is told. */
    private long forfeitedTo;

    Receipt(Life life) {
        this.life = life;
    }

    /** The position of the first message that was not handled; everything if there is none. */
    long handledTo() {
        return life.startOf(next);
    }

    void forfeit(long position) {
        forfeitedTo = Math.max(forfeitedTo, position);
    }

    long forfeitedTo() {
        return forfeitedTo;
    }

    /** Joined anew, by somebody who remembers nothing. */
    void joinAt(long position) {
        next = life.firstAt(position);
    }

    void handled(int number) {
        if (number < next) {
            again++;
        } else {
            next = number + 1;
            handled++;
        }
    }

    void lostUpTo(int number) {
        if (number > next) {
            lost += number - next;
            next = number;
        }
    }
}
