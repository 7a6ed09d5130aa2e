// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.doctor;

import io.millrace.cli.Console;
import io.millrace.cli.Figures;
import io.millrace.cli.Palette;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code doctor}: runs every check on the calling thread and prints what it found. */
@Command(
        name = "doctor",
        description = "Look at this machine: Java, transports, network; every problem with its cure.",
        footer = {"", "Exits with 1 if there is a problem, with 0 if there are only warnings."})
public final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    /** Made once for a command line. */
    public DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>(JavaChecks.run());
        findings.addAll(SystemChecks.run());
        findings.addAll(TransportChecks.run());
        return print(findings);
    }

    int print(List<Finding> findings) {
        Palette palette = Palette.of(console);
        for (Finding finding : findings) {
            String mark =
                    switch (finding.grade()) {
                        case OK -> palette.good("ok     ");
                        case WARNING -> palette.warning("warning");
                        case PROBLEM -> palette.bad("PROBLEM");
                    };
            console.out().println("  " + mark + "  " + String.format("%-12s", finding.subject()) + finding.text());
            if (!finding.cure().isEmpty()) {
                console.out().println(" ".repeat(23) + "→ " + finding.cure());
            }
        }
        long problems = count(findings, Finding.Grade.PROBLEM);
        long warnings = count(findings, Finding.Grade.WARNING);
        console.out()
                .println(System.lineSeparator() + "  "
                        + (problems == 0 ? "Millrace works here" : Figures.count(problems, "problem"))
                        + (warnings == 0 ? "." : ", " + Figures.count(warnings, "warning") + "."));
        return problems == 0 ? 0 : 1;
    }

    private static long count(List<Finding> findings, Finding.Grade grade) {
        return findings.stream().filter(finding -> finding.grade() == grade).count();
    }
}
