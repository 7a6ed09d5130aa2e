// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/**
 * How far a session is: whether it has a link, whether it is greeted, who has said goodbye on it. The parts of a session
 * read it, the session moves it. I/O agent's thread; the watchdog reads {@link #isUp}.
 */
final class SessionPhase {

    private enum Phase {
        DOWN,
        GREETING,
        UP,
        ENDED
    }

    private Phase phase = Phase.DOWN;
    private boolean byeSent;
    private boolean byeReceived;
    private boolean leaving;
    private boolean proven;
    private boolean everProven;
    private boolean answered;
    private long retryAfterNs;

    boolean isUp() {
        return phase == Phase.UP;
    }

    boolean isGreeting() {
        return phase == Phase.GREETING;
    }

    boolean isEnded() {
        return phase == Phase.ENDED;
    }

    /** There is a new link; nothing was said on it yet. */
    void linked() {
        byeSent = false;
        byeReceived = false;
        leaving = false;
        proven = false;
        retryAfterNs = 0;
    }

    void greeting() {
        phase = Phase.GREETING;
    }

    void up() {
        phase = Phase.UP;
    }

    void down() {
        if (phase != Phase.ENDED) {
            phase = Phase.DOWN;
        }
    }

    boolean isByeSent() {
        return byeSent;
    }

    void byeSent() {
        byeSent = true;
    }

    void byeReceived() {
        byeReceived = true;
    }

    /** BYE(RESTART) was said: this end is about to close the link, and takes nothing more from it. */
    boolean isLeaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
    }

    void endIfBothSaidBye() {
        if (byeSent && byeReceived) {
            phase = Phase.ENDED;
        }
    }

    /** A message has been processed on the present link, by the peer or for it: the path works. */
    boolean isProven() {
        return proven;
    }

    void proven() {
        proven = true;
        everProven = true;
    }

    boolean isEverProven() {
        return everProven;
    }

    /** The peer has said something that it says only to what it got of ours, HELLO apart. */
    void answered() {
        answered = true;
    }

    /**
     * Whether the peer has ever answered. As long as it has not no stream frame has gone either way: streams begin with an
     * answer.
     */
    boolean isEverAnswered() {
        return answered;
    }

    /** How long the peer asked this end to stay away. */
    long retryAfterNs() {
        return retryAfterNs;
    }

    void retryAfter(long ns) {
        retryAfterNs = ns;
    }
}
