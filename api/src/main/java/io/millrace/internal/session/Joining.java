// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/**
 * Where a receiver of a stream begins that has no cursor of its own, and what of that may be a repeat. Under the
 * transmitter's lock.
 */
final class Joining {

    private final PublishedStream stream;
    private final boolean heir;
    private long position;
    private long redeliveredBelow;

    Joining(PublishedStream stream, long position, long redeliveredBelow, boolean heir) {
        this.stream = stream;
        this.position = position;
        this.redeliveredBelow = redeliveredBelow;
        this.heir = heir;
    }

    /** A predecessor of the peer has had something of it: what was released meanwhile is a loss. */
    boolean isHeir() {
        return heir;
    }

    long position() {
        return position;
    }

    /** Messages below it may come a second time. */
    long redeliveredBelow() {
        return redeliveredBelow;
    }

    /**
     * Another process took the peer's place: it begins where its predecessor's acknowledgements ended, if there were any.
     *
     * @param subscribed whether the peer has ever answered
     * @return where it begins
     */
    long restart(boolean subscribed, long acknowledged, long highestSent) {
        if (!subscribed && !heir) {
            return atOldestHeld();
        }
        position = acknowledged;
        redeliveredBelow = Math.max(redeliveredBelow, highestSent);
        return position;
    }

    /** A new link: the position moves only while the receiver has had nothing. */
    long relink(boolean subscribed) {
        return subscribed || heir ? position : atOldestHeld();
    }

    /** A receiver that has had nothing yet misses nothing that was released before it joins. */
    private long atOldestHeld() {
        position = Math.max(position, stream.oldestHeld());
        return position;
    }
}
