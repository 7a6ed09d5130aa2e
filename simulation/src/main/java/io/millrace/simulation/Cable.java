// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

/** A simulated link: both pipes, both ends, and what can befall it. */
final class Cable {

    final int number;
    final Dialler dialler;
    final Listener listener;
    final Wire dialled;
    final Wire accepted;
    final Tap up;
    final Tap down;

    /** A frame of another link has come up on it. */
    boolean tampered;

    /** One end was told that it broke the protocol. */
    boolean accused;

    /** It has lost frames and gone on. */
    boolean lossy;

    private final Pipe there;
    private final Pipe back;
    private boolean dead;

    Cable(World world, int number, Dialler dialler, Listener listener) {
        this.number = number;
        this.dialler = dialler;
        this.listener = listener;
        this.up = new Tap(world, dialler, listener, dialler.index);
        this.down = new Tap(world, listener, dialler, dialler.index);
        up.opposite(down);
        down.opposite(up);
        this.there = new Pipe(up);
        this.back = new Pipe(down);
        this.dialled = new Wire(world, "link " + number + " dialled", back, there);
        this.accepted = new Wire(world, "link " + number + " accepted", there, back);
        if (world.isFaulty()) {
            there.capacity = world.plan().linkBytes;
            back.capacity = world.plan().linkBytes;
        }
    }

    /** True if neither end has let go and nothing has broken it. */
    boolean isWhole() {
        return !dead && !dialled.isClosed() && !accepted.isClosed();
    }

    /** True if nothing that was sent over it can still come to light. */
    boolean isGone() {
        return dialled.isClosed() && accepted.isClosed();
    }

    /** True if it carries what is written to it, both ways. */
    boolean isSound() {
        return !there.isSevered() && !back.isSevered() && !there.ended && !back.ended;
    }

    Pipe pipe(boolean toListener) {
        return toListener ? there : back;
    }

    Tap tap(boolean toListener) {
        return toListener ? up : down;
    }

    /** It breaks, at some byte in each direction, and both ends find out. */
    void cut(Dice dice) {
        vanish(dice);
        there.ended = true;
        back.ended = true;
        if (dice.coin()) {
            there.broken = true;
            back.broken = true;
        }
        there.held = false;
        back.held = false;
    }

    /** It breaks, and neither end is told. */
    void vanish(Dice dice) {
        dead = true;
        there.sever(dice);
        back.sever(dice);
    }

    /** One direction breaks, and nobody is told. */
    void deafen(Dice dice, boolean toListener) {
        pipe(toListener).sever(dice);
    }

    void mend() {
        there.mend();
        back.mend();
    }

    @Override
    public String toString() {
        return "link " + number;
    }
}
