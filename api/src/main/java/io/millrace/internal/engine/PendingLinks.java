// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The links that have not said HELLO yet, the oldest first, which is the order of their deadlines. They are looked at a few
 * at a time, round and round, so that thousands of them cost a turn no more than a few do. I/O agent's thread.
 */
final class PendingLinks {

    /** A look at a silent link takes nanoseconds; at most so many in a turn. */
    static final int LOOKS_PER_TURN = 32;

    private final ArrayDeque<PendingLink> waiting = new ArrayDeque<>();
    private final ArrayDeque<PendingLink> byAge = new ArrayDeque<>();
    private int size;

    int size() {
        return size;
    }

    void add(PendingLink link) {
        waiting.add(link);
        byAge.add(link);
        size++;
    }

    /** How many to look at in this turn. */
    int looks() {
        return Math.min(size, LOOKS_PER_TURN);
    }

    /** The next one to look at; {@link #putBack} or {@link #remove} follows. */
    PendingLink next() {
        PendingLink link = waiting.remove();
        while (link.isGone()) {
            link = waiting.remove();
        }
        return link;
    }

    /** It has not said HELLO; its turn comes again. */
    void putBack(PendingLink link) {
        waiting.add(link);
    }

    /** It waits no longer. */
    void remove(PendingLink link) {
        link.gone();
        size--;
        // Those that went before their time lie in the queues until they come to the front
        trim(byAge);
        if (waiting.size() > 2 * size + LOOKS_PER_TURN) {
            waiting.removeIf(PendingLink::isGone);
        }
        if (byAge.size() > 2 * size + LOOKS_PER_TURN) {
            byAge.removeIf(PendingLink::isGone);
        }
    }

    private static void trim(ArrayDeque<PendingLink> queue) {
        PendingLink first = queue.peek();
        while (first != null && first.isGone()) {
            queue.remove();
            first = queue.peek();
        }
    }

    /** Who has waited longest; null if nobody waits. */
    @Nullable PendingLink oldest() {
        trim(byAge);
        return byAge.peek();
    }

    /** Who of a host has waited longest; null if none of its links waits. */
    @Nullable PendingLink oldestOf(String host) {
        for (PendingLink link : byAge) {
            if (!link.isGone() && link.host().equals(host)) {
                return link;
            }
        }
        return null;
    }

    /** All of them; who is taken from here waits no longer. */
    @Nullable PendingLink poll() {
        for (Iterator<PendingLink> links = byAge.iterator(); links.hasNext(); ) {
            PendingLink link = links.next();
            if (!link.isGone()) {
                remove(link);
                return link;
            }
        }
        return null;
    }
}
