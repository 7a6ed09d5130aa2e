// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.TransportContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What goes wrong between a runtime and its transport, as a test says. Any thread; the runtime notices at once, as it is
 * woken.
 */
final class Faults {

    private final List<TransportContext> contexts = new CopyOnWriteArrayList<>();
    private final List<FaultyLink> links = new CopyOnWriteArrayList<>();

    private volatile boolean holdsReads;
    private volatile boolean holdsWrites;
    private volatile int mostWritten = Integer.MAX_VALUE;
    private volatile boolean corruptsNext;

    void add(TransportContext context) {
        contexts.add(context);
    }

    void add(FaultyLink link) {
        links.add(link);
    }

    void remove(FaultyLink link) {
        links.remove(link);
    }

    private void wake() {
        contexts.forEach(TransportContext::wakeup);
    }

    /** Breaks every link that there is. */
    void cut() {
        links.forEach(FaultyLink::cut);
        wake();
    }

    /** Every link takes so many more bytes, be it within a frame, and then breaks. */
    void cutAfter(int bytes) {
        links.forEach(link -> link.cutAfter(bytes));
        wake();
    }

    /** Nothing comes and nothing goes any more, and nobody is told; false ends it. */
    void hold(boolean held) {
        holdsReads = held;
        holdsWrites = held;
        wake();
    }

    /** Nothing goes any more, in this direction only. */
    void holdWrites(boolean held) {
        holdsWrites = held;
        wake();
    }

    /** No write takes more. */
    void slow(int bytesAWrite) {
        mostWritten = bytesAWrite;
        wake();
    }

    /** Flips a bit of what is read next. */
    void corrupt() {
        corruptsNext = true;
        wake();
    }

    /** As if nothing had been said. */
    void heal() {
        holdsReads = false;
        holdsWrites = false;
        mostWritten = Integer.MAX_VALUE;
        corruptsNext = false;
        wake();
    }

    boolean holdsReads() {
        return holdsReads;
    }

    boolean holdsWrites() {
        return holdsWrites;
    }

    int mostWritten() {
        return mostWritten;
    }

    boolean takeCorruption() {
        if (!corruptsNext) {
            return false;
        }
        corruptsNext = false;
        return true;
    }
}
