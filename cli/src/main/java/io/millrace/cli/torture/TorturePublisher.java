// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.Endpoint;
import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** A publishing process of {@link TortureRun}. */
@Command(name = "torture-publisher", hidden = true)
public final class TorturePublisher extends Child {
    private final List<Source> sources = new ArrayList<>();

    /** Made once for a command line. */
    public TorturePublisher(Console console, Interruption interruption) {
        super(console, interruption);
    }

    @Override
    void begin(Endpoint endpoint) {
        for (StreamPlan plan : options.plans()) {
            sources.add(new Source(endpoint, plan, options.run(), options.peers, account(plan.name())));
        }
    }

    @Override
    void obey(String order) {
        throw new IllegalArgumentException("a publisher was told '" + order + "'");
    }

    @Override
    void finish() {
        sources.forEach(Source::finish);
    }

    @Override
    void end() {
        finish();
    }
}
