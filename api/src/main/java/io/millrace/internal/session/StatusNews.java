// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/** What the publisher of a stream was told last on the present link, and since when it would like to hear more. */
final class StatusNews {

    private static final long NOTHING = -1;

    private long processed = NOTHING;
    private long copied = NOTHING;
    private long sinceNs;
    private boolean dated;
    private boolean asked;

    /** There is a new link, or a new announcement: nothing has been told yet. */
    void begin(boolean isAsked) {
        processed = NOTHING;
        copied = NOTHING;
        asked = isAsked;
    }

    /** The publisher asks for a STATUS, or is to have one at once. */
    void ask() {
        asked = true;
    }

    /** True if so much was done since the last STATUS, or if one was asked for. */
    boolean isUrgent(long nowProcessed, int enough) {
        return asked || nowProcessed - processed >= enough;
    }

    /** The same for fragments, which are no progress and yet give room for more. */
    boolean isCreditUrgent(long nowCopied, int enough) {
        return asked || nowCopied - copied >= enough;
    }

    /** True if there is anything to tell. */
    boolean isAny(long nowProcessed, long nowCopied) {
        return asked || nowProcessed != processed || nowCopied != copied;
    }

    /** True if news has been waiting for long enough; the wait begins with the first call that sees it. */
    boolean isOld(long nowNs, long afterNs) {
        if (afterNs == 0) {
            // All news, whatever the clock says: there is no time to compare with.
            return true;
        }
        if (!dated) {
            dated = true;
            sinceNs = nowNs;
        }
        return nowNs - sinceNs >= afterNs;
    }

    /** True if something was processed since the last STATUS on this link. */
    boolean hasAdvanced(long nowProcessed) {
        return processed >= 0 && nowProcessed > processed;
    }

    /** A STATUS has been queued. */
    void told(long nowProcessed, long nowCopied) {
        processed = nowProcessed;
        copied = nowCopied;
        asked = false;
        dated = false;
    }
}
