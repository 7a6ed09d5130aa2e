// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.util.ArrayList;
import java.util.List;

/** What a subscriber, through all its lives, has handled of one run of a publisher. Used by the {@link Checker} only. */
final class RunAccount {
    private record Hole(long from, long to, boolean announced) {}

    private final String name;
    private final long run;
    private final long accepted;
    private final boolean clean;
    private final Tally tally;
    private final List<Hole> holes = new ArrayList<>();
    /** All before has been handled or is a hole. */
    private long next;
    /** All from here on has been handled before this life. */
    private long nextBeforeLife;
    /** Where this life stands, or -1. */
    private long nextInLife = -1;

    RunAccount(String name, long run, long accepted, boolean clean, Tally tally) {
        this.name = name;
        this.run = run;
        this.accepted = accepted;
        this.clean = clean;
        this.tally = tally;
    }

    void beginLife() {
        nextBeforeLife = next;
        nextInLife = -1;
    }

    /** The first message of the run that comes at all. */
    void open(long from, boolean told, boolean joins) {
        if (from > 0 && joins && !told) {
            tally.beforeJoin += from;
        } else if (from > 0) {
            hole(0, from, told);
        }
        next = from;
        nextBeforeLife = from;
    }

    /** Messages of one entry; true if a gap that was announced before is now used up. */
    boolean handled(Entry entry, boolean told) {
        boolean used = false;
        // One that was accepted as its publisher was killed may be missing in the publisher's account, and no more.
        if (entry.to() > accepted + (clean ? 0 : 1)) {
            tally.phantoms += entry.to() - Math.max(accepted, entry.from());
            tally.finding(say(entry.from(), entry.to()) + ", but only " + accepted + " were published");
        }
        if (nextInLife >= 0 && entry.from() < nextInLife) {
            again(entry);
        } else if (entry.from() > next) {
            hole(next, entry.from(), told);
            used = true;
        } else if (entry.from() < next) {
            repeated(entry);
        }
        next = Math.max(next, entry.to());
        nextInLife = Math.max(nextInLife, entry.to());
        return used;
    }

    // The same process has had a later one.
    private void again(Entry entry) {
        long late = 0;
        for (int i = holes.size() - 1; i >= 0; i--) {
            Hole hole = holes.get(i);
            long from = Math.max(hole.from(), entry.from());
            long to = Math.min(hole.to(), entry.to());
            if (from < to) {
                late += to - from;
                holes.remove(i);
                holes.add(new Hole(hole.from(), from, hole.announced()));
                holes.add(new Hole(to, hole.to(), hole.announced()));
            }
        }
        long length = Math.min(entry.to(), nextInLife) - entry.from();
        tally.reordered += late;
        tally.repeatedInOneLife += length - late;
        tally.finding(say(entry.from(), entry.from() + length) + (late > 0 ? " late" : " twice in one life"));
    }

    private void repeated(Entry entry) {
        long to = Math.min(entry.to(), nextBeforeLife);
        long length = to - entry.from();
        if (entry.redelivered()) {
            tally.repeatedFlagged += length;
        } else {
            tally.repeatedUnflagged += length;
            tally.finding(say(entry.from(), to) + " again, and not marked");
        }
    }

    /** Nothing of this run comes any more. */
    void close(boolean told) {
        if (next < accepted) {
            hole(next, accepted, told);
            next = accepted;
        }
    }

    private void hole(long from, long to, boolean told) {
        holes.add(new Hole(from, to, told));
    }

    void count() {
        for (Hole hole : holes) {
            long length = hole.to() - hole.from();
            if (hole.announced()) {
                tally.announcedLost += length;
            } else if (length > 0) {
                tally.unannouncedLost += length;
                tally.finding(say(hole.from(), hole.to()) + " missing, and nobody said so");
            }
        }
    }

    private String say(long from, long to) {
        return name + ", run " + Long.toHexString(run) + ": messages " + from + " to " + (to - 1);
    }
}
