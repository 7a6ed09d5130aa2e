// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

/** The publishing side of a fan-out: it listens. Opened, asked and closed by the node's main thread. */
public interface Broadcaster extends Sender {
    /** Where the subscribers connect to; one word. */
    String address();

    /** Returns when so many subscribers will get everything that is published from now on. */
    void awaitFollowers(int count);

    /** Returns when the one follower that is too slow has been detached; a lane is publishing meanwhile. */
    default void awaitDetached() throws InterruptedException {
        throw new UnsupportedOperationException("this system detaches nobody");
    }
}
