// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at the accounts while they are being written: does it flow, and has everything arrived? For the run's thread. */
final class Flow {
    private record Account(Path file, StreamPlan plan) {}

    private final Path folder;
    private final List<Lane> lanes;
    private final Cast cast;

    Flow(Path folder, List<Lane> lanes, Cast cast) {
        this.folder = folder;
        this.lanes = lanes;
        this.cast = cast;
    }

    /** What the present subscribers of some lanes have handled of each busy stream. */
    Map<Path, Long> handled(Set<String> ofLanes) {
        Map<Path, Long> handled = new HashMap<>();
        for (Lane lane : lanes) {
            if (ofLanes.contains(lane.name())) {
                for (Account account : accounts(lane)) {
                    if (account.plan().isBusy()) {
                        handled.put(account.file(), messages(account.file()));
                    }
                }
            }
        }
        return handled;
    }

    /** Whether each of them has handled more since. */
    boolean hasMoved(Map<Path, Long> since) {
        return since.entrySet().stream().allMatch(entry -> messages(entry.getKey()) > entry.getValue());
    }

    /** Messages that all subscribers have handled in their present lives. */
    long handled() {
        return lanes.stream()
                .flatMap(lane -> accounts(lane).stream())
                .mapToLong(account -> messages(account.file()))
                .sum();
    }

    /** What of all streams has not been handled by every subscriber; empty when the final read is done. */
    List<String> behind() {
        List<String> behind = new ArrayList<>();
        for (Lane lane : lanes) {
            for (StreamPlan plan : lane.streams()) {
                Entry last = last(file(lane.publisher(), plan), Entry.Kind.ACCEPTED);
                for (String subscriber : lane.subscriberNames()) {
                    Entry handled = last(file(subscriber, plan), Entry.Kind.HANDLED);
                    if (last.to() > 0 && (handled.run() != last.run() || handled.to() < last.to())) {
                        behind.add(subscriber + " has handled " + plan.name() + " to " + handled.to() + " of "
                                + last.to());
                    }
                }
            }
        }
        return behind;
    }

    private static Entry last(Path file, Entry.Kind kind) {
        Entry last = new Entry(kind, 0, 0, 0, false);
        try {
            for (Entry entry : AccountFile.entries(file)) {
                if (entry.kind() == kind) {
                    last = entry;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return last;
    }

    private List<Account> accounts(Lane lane) {
        List<Account> accounts = new ArrayList<>();
        for (String subscriber : lane.subscriberNames()) {
            for (StreamPlan plan : lane.streams()) {
                accounts.add(new Account(file(subscriber, plan), plan));
            }
        }
        return accounts;
    }

    private Path file(String actor, StreamPlan plan) {
        return ChildOptions.file(folder, actor, cast.actor(actor).life(), plan.name());
    }

    private static long messages(Path file) {
        try {
            return AccountFile.messages(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
