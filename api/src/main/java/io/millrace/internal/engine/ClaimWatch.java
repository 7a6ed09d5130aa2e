// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Holds the claims of a publication's threads, one each, and looks after them: nothing that was published behind an open one
 * is sent. Claims are added by their threads; {@link #stalled} belongs to the I/O agent. Claiming itself pays nothing for
 * it: what is open at two looks at the same position has been open in between.
 *
 * <p>A thread knows its claim weakly. A claim leads to its publication, and that to the {@link ThreadLocal}: a thread that
 * held it strongly would keep the publication and its ring for as long as it lives, however long it has been closed.
 */
final class ClaimWatch {

    private static final long STALLED_AFTER_NS = 5_000_000_000L;

    /** A power of two. */
    private static final int QUICK = 16;

    private final RingProducer publication;
    private final boolean checksummed;
    private final List<RingClaim> claims = new CopyOnWriteArrayList<>();

    @SuppressWarnings("ThreadLocalUsage") // one for each publication, and gone with it
    private final ThreadLocal<@Nullable WeakReference<RingClaim>> mine = new ThreadLocal<>();

    /**
     * The claims of the threads that came first, by thread number: found without the thread-local's map. Read without
     * order: who finds a claim that says it is this thread's has written it there itself.
     */
    private final @Nullable RingClaim[] quick = new RingClaim[QUICK];

    ClaimWatch(RingProducer publication, boolean checksummed) {
        this.publication = publication;
        this.checksummed = checksummed;
    }

    /** The one claim of the calling thread. */
    RingClaim ofThisThread() {
        Thread self = Thread.currentThread();
        RingClaim claim = quick[(int) self.getId() & (QUICK - 1)];
        return claim != null && claim.isOf(self) ? claim : find(self);
    }

    private RingClaim find(Thread self) {
        WeakReference<RingClaim> known = mine.get();
        RingClaim claim = known == null ? null : known.get();
        if (claim == null) {
            claim = add();
            mine.set(new WeakReference<>(claim));
            int place = (int) self.getId() & (QUICK - 1);
            if (quick[place] == null) {
                quick[place] = claim;
            }
        }
        return claim;
    }

    /** One more claim, whose thread is yet to come. */
    RingClaim add() {
        RingClaim claim = new RingClaim(publication, checksummed);
        claims.add(claim);
        return claim;
    }

    /** The claim that has been open for longest, if that is longer than 5 s. */
    @Nullable RingClaim stalled(long nowNs) {
        return stalled(nowNs, STALLED_AFTER_NS);
    }

    /** The same, if that is longer than a time. */
    @Nullable RingClaim stalled(long nowNs, long afterNs) {
        RingClaim oldest = null;
        claims.removeIf(RingClaim::isAbandoned);
        for (int i = 0; i < QUICK; i++) {
            RingClaim first = quick[i];
            if (first != null && first.isAbandoned()) {
                quick[i] = null;
            }
        }
        for (RingClaim claim : claims) {
            if (claim.openForNs(nowNs) > afterNs
                    && (oldest == null || claim.openForNs(nowNs) > oldest.openForNs(nowNs))) {
                oldest = claim;
            }
        }
        return oldest;
    }
}
