// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.cli.torture.Entry.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what a publisher's lives say that they published on a stream with what a subscriber's lives say that they
 * handled of it. Knows nothing of Millrace but its promise: in order, each once while both live; after a subscriber's death
 * again, but marked; after a publisher's death the rest is lost, but announced. For one thread, once.
 */
final class Checker {
    private final String name;
    private final Tally tally = new Tally();
    private final List<RunAccount> runs = new ArrayList<>();
    private final Map<Long, Integer> runIndex = new HashMap<>();
    private int current = -1;
    private boolean toldOfGap;

    private Checker(String name, List<Life> publisher) {
        this.name = name;
        for (Life life : publisher) {
            addRun(life);
        }
    }

    /** The account of one subscriber of one stream; lives in their order. */
    static Tally check(String name, List<Life> publisher, List<Life> subscriber) {
        Checker checker = new Checker(name, publisher);
        subscriber.forEach(checker::read);
        checker.end();
        return checker.tally;
    }

    private void addRun(Life life) {
        if (life.has(Kind.FULL)) {
            tally.incomplete++;
            tally.finding(name + ": the account of " + life.actor() + " " + life.number() + " is full");
        }
        for (Entry entry : life.entries()) {
            if (entry.kind() == Kind.ACCEPTED) {
                runIndex.put(entry.run(), runs.size());
                runs.add(new RunAccount(name, entry.run(), entry.to(), life.isClean(), tally));
                tally.accepted += entry.to();
            }
        }
    }

    private void read(Life life) {
        for (RunAccount run : runs) {
            run.beginLife();
        }
        for (Entry entry : life.entries()) {
            switch (entry.kind()) {
                case HANDLED -> handled(entry);
                case GAP -> toldOfGap = true;
                case CORRUPT -> {
                    tally.corrupt++;
                    tally.finding(name + ": message " + entry.from() + " of run " + entry.run() + " was altered");
                }
                case FULL -> {
                    tally.incomplete++;
                    tally.finding(name + ": the account of " + life.actor() + " " + life.number() + " is full");
                }
                default -> {
                    // of no interest here
                }
            }
        }
    }

    private void handled(Entry entry) {
        tally.handled += entry.to() - entry.from();
        Integer index = runIndex.get(entry.run());
        if (index == null) {
            tally.phantoms += entry.to() - entry.from();
            tally.finding(name + ": messages of run " + entry.run() + ", which nobody published");
            return;
        }
        boolean first = current < 0;
        if (index < current) {
            tally.reordered += entry.to() - entry.from();
            tally.finding(name + ": messages " + entry.from() + " to " + (entry.to() - 1)
                    + " of a former publisher came after its successor's");
            return;
        }
        if (index > current) {
            // A gap that was told before the first message of the new run covers all that is missing up to it.
            boolean told = toldOfGap;
            for (int run = Math.max(current, 0); run < index && !first; run++) {
                runs.get(run).close(told);
            }
            runs.get(index).open(entry.from(), told, first);
            toldOfGap = false;
            current = index;
        }
        if (runs.get(index).handled(entry, toldOfGap)) {
            toldOfGap = false;
        }
    }

    private void end() {
        for (int run = Math.max(current, 0); run < runs.size(); run++) {
            runs.get(run).close(toldOfGap);
        }
        for (RunAccount run : runs) {
            run.count();
        }
    }
}
