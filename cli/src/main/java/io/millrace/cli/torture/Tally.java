// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.util.ArrayList;
import java.util.List;

/** What the checker counts, for one subscriber of one stream or for all together. */
final class Tally {
    private static final int MOST_FINDINGS = 20;

    /** Messages that publications took. */
    long accepted;
    /** Messages whose handlers returned, repeats included. */
    long handled;
    /** Handled again by a successor, and marked: as promised. */
    long repeatedFlagged;
    /** Handled again, and not marked. */
    long repeatedUnflagged;
    /** Handled again by the same process, marked or not. */
    long repeatedInOneLife;
    /** Came after a later one. */
    long reordered;
    /** Missing, and the subscriber was told. */
    long announcedLost;
    /** Missing, and nobody said so. */
    long unannouncedLost;
    /** Published before a subscriber was there for the first time. */
    long beforeJoin;
    /** Came, but nobody published it. */
    long phantoms;
    /** Altered on the way, and handed up all the same. */
    long corrupt;
    /** Accounts that are not whole. */
    long incomplete;

    private final List<String> findings = new ArrayList<>();

    void finding(String text) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(text);
        }
    }

    /** What is wrong, in words; the first of it. */
    List<String> findings() {
        return List.copyOf(findings);
    }

    /** Nothing that was promised is broken. */
    boolean isGood() {
        return repeatedUnflagged + repeatedInOneLife + reordered + unannouncedLost + phantoms + corrupt + incomplete
                == 0;
    }

    void add(Tally other) {
        accepted += other.accepted;
        handled += other.handled;
        repeatedFlagged += other.repeatedFlagged;
        repeatedUnflagged += other.repeatedUnflagged;
        repeatedInOneLife += other.repeatedInOneLife;
        reordered += other.reordered;
        announcedLost += other.announcedLost;
        unannouncedLost += other.unannouncedLost;
        beforeJoin += other.beforeJoin;
        phantoms += other.phantoms;
        corrupt += other.corrupt;
        incomplete += other.incomplete;
        other.findings.forEach(this::finding);
    }

    @Override
    public String toString() {
        return "accepted " + accepted + ", handled " + handled + ", repeated and flagged " + repeatedFlagged
                + ", repeated unflagged " + repeatedUnflagged + ", repeated in one life " + repeatedInOneLife
                + ", reordered " + reordered + ", announced lost " + announcedLost + ", unannounced lost "
                + unannouncedLost + ", before joining " + beforeJoin + ", phantoms " + phantoms + ", corrupt " + corrupt
                + ", incomplete accounts " + incomplete;
    }
}
