// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the claims of a publication's threads: nothing that was published behind an open one is sent. Claims are
 * added by their threads, once each; {@link #stalled} belongs to the I/O agent. Claiming itself pays nothing for it: what
 * is open at two looks at the same position has been open in between.
 */
final class ClaimWatch {

    private static final long STALLED_AFTER_NS = 5_000_000_000L;

    private final List<RingClaim> claims = new CopyOnWriteArrayList<>();

    void add(RingClaim claim) {
        claims.add(claim);
    }

    /** The claim that has been open for longest, if that is longer than 5 s. */
    @Nullable RingClaim stalled(long nowNs) {
        RingClaim oldest = null;
        claims.removeIf(RingClaim::isAbandoned);
        for (RingClaim claim : claims) {
            if (claim.openForNs(nowNs) > STALLED_AFTER_NS
                    && (oldest == null || claim.openForNs(nowNs) > oldest.openForNs(nowNs))) {
                oldest = claim;
            }
        }
        return oldest;
    }
}
