// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what a run has left in its folder, and has it checked; needs nothing else of the run. */
final class Archive {
    private Archive() {}

    /** The accounts of all subscribers of all streams; accepted counts once a stream, not once a subscriber. */
    static Tally check(Path folder, List<Lane> lanes) throws IOException {
        Tally all = new Tally();
        for (Lane lane : lanes) {
            for (StreamPlan plan : lane.streams()) {
                List<Life> publisher = lives(folder, lane.publisher(), plan.name());
                boolean first = true;
                for (String subscriber : lane.subscriberNames()) {
                    Tally tally = Checker.check(
                            subscriber + " " + plan.name(), publisher, lives(folder, subscriber, plan.name()));
                    tally.accepted = first ? tally.accepted : 0;
                    first = false;
                    all.add(tally);
                }
            }
        }
        return all;
    }

    private static List<Life> lives(Path folder, String actor, String stream) throws IOException {
        List<Life> lives = new ArrayList<>();
        for (int life = 1; ; life++) {
            Path file = ChildOptions.file(folder, actor, life, stream);
            if (!Files.exists(file)) {
                return lives;
            }
            lives.add(new Life(actor, life, AccountFile.entries(file)));
        }
    }
}
