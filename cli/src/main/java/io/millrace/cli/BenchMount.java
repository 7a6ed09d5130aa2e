// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import io.millrace.bench.BenchMain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code bench}: hands the whole rest of the command line, {@code --help} included, to the benchmark driver. */
@Command(name = "bench", description = "Measure Millrace and its peers side by side; bench --help tells how.")
final class BenchMount implements Callable<Integer> {
    private final Console console;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    BenchMount(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return BenchMain.run(arguments.toArray(new String[0]), console.out(), console.err());
    }
}
