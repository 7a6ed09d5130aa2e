// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.cli.Console;
import io.millrace.cli.Figures;
import io.millrace.error.MillraceException;
import io.millrace.spi.log.StreamReport;
import io.millrace.spi.log.StreamReport.GroupReport;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code streams}: what a broker holds. Runs on the process's main thread. */
@Command(
        name = "streams",
        description = "List the streams that a log holds, such as Redis, with their consumer groups.",
        footer = {"", "Pending: handed out and not acknowledged. Lag: not handed out yet; ? if the server cannot tell."
        })
public final class StreamsCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "URI", description = "Such as redis://127.0.0.1:6379.")
    private String uri;

    /** Made once for a command line. */
    public StreamsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws MillraceException {
        try (Millrace millrace = Millrace.create();
                Endpoint endpoint = millrace.connect(uri)) {
            print(endpoint.streamReports());
        }
        return 0;
    }

    private void print(List<StreamReport> reports) {
        PrintStream out = console.out();
        if (reports.isEmpty()) {
            out.println("  no streams");
        }
        for (StreamReport report : reports) {
            out.println("  " + report.name() + "  " + Figures.count(report.entries())
                    + (report.entries() == 1 ? " entry" : " entries")
                    + (report.newest().isEmpty() ? "" : ", newest " + report.newest())
                    + (report.oldest().isEmpty() ? "" : ", oldest " + report.oldest()));
            for (GroupReport group : report.groups()) {
                out.println("    group " + group.name() + "  lag "
                        + (group.lag() < 0 ? "?" : Figures.count(group.lag())) + ", pending "
                        + Figures.count(group.pending())
                        + (group.oldestPending().isEmpty() ? "" : " from " + group.oldestPending()) + ", "
                        + Figures.count(group.consumers(), "consumer") + ", delivered up to "
                        + group.lastDelivered());
            }
        }
    }
}
