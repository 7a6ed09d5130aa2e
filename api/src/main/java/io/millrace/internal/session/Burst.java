// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/**
 * Whether publishers are at it so fast that a write for each message would be a waste. While it is on, publishing threads
 * write whole batches only, and the I/O agent looks after the tail between its naps; it ends when a look
 * finds that nothing was added since the last.
 *
 * <p>On and off: a publisher stores its frame, fences, and reads {@link #isOn}; the agent stores off, fences, and looks
 * for frames once more. One of the two sees the other. In the middle of a burst publishers do without the fence, which
 * would cost more than the message; then neither may see the other, for as long as the frame is in the store buffer of the
 * publisher's core, a fraction of a microsecond. So the agent looks again later: the first sleep after the end of a burst is
 * a short one ({@link #takeEnded}). The counting fields are racy between publishers on purpose: a lost update costs one early
 * or late start.
 */
public final class Burst {

    /** How long the agent naps between its looks if nothing waits for it and nothing says that it may sleep longer. */
    public static final long NAP_NS = 250_000;

    /** A publisher that comes back sooner than this after its own write has not paused in between. */
    private static final long GAP_NS = 2_000;

    /** So many writes without a pause make a burst. */
    private static final int LENGTH = 3;

    private volatile boolean on;
    private boolean ended;
    private long lastSentNs;
    private int unpaused;

    /** True while batches are formed. Any thread. */
    public boolean isOn() {
        return on;
    }

    /** A publisher is about to write a lone message; true if that makes a burst, and the agent is to take over. */
    public boolean begins(long nowNs) {
        if (nowNs - lastSentNs >= GAP_NS) {
            unpaused = 0;
            return false;
        }
        if (++unpaused < LENGTH) {
            return false;
        }
        unpaused = 0;
        on = true;
        return true;
    }

    /** A publisher has written a lone message. */
    public void sent(long nowNs) {
        lastSentNs = nowNs;
    }

    /** The publishers have paused. I/O agent's thread, which looks for frames once more after it. */
    void end() {
        on = false;
        ended = true;
    }

    /** True if it has ended since the last call: the agent's next sleep is to be a short one. The agent that ended it. */
    public boolean takeEnded() {
        boolean since = ended;
        ended = false;
        return since;
    }
}
