// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What the parent tells a publisher or a subscriber at its start. */
final class ChildOptions {
    @Option(names = "--actor", required = true)
    String actor;

    @Option(names = "--life", required = true)
    int life;

    @Option(names = "--folder", required = true)
    Path folder;

    @Option(names = "--listen")
    boolean listen;

    @Option(names = "--uri", required = true)
    String uri;

    @Option(names = "--streams", required = true)
    String streams;

    /** How many peers a publisher waits for before it begins, for a while. */
    @Option(names = "--peers", defaultValue = "1")
    int peers;

    List<StreamPlan> plans() {
        return StreamPlan.parse(streams);
    }

    AccountFile account(StreamPlan plan) throws java.io.IOException {
        return AccountFile.create(file(folder, actor, life, plan.name()));
    }

    static Path file(Path folder, String actor, int life, String stream) {
        return folder.resolve(actor + "." + life + "." + stream + ".account");
    }

    /** Unique to a process: whose message it is. */
    long run() {
        return (long) actor.hashCode() << 32 | life;
    }
}
