// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import io.millrace.transport.aeron.AeronDriver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A media driver of {@link TortureRun}: says what it holds when it is asked, and ends with standard input. */
@Command(name = "torture-driver", hidden = true)
public final class TortureDriver implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;

    @Option(names = "--dir", required = true)
    private Path directory;

    /** Made once for a command line. */
    public TortureDriver(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws IOException {
        interruption.requested();
        try (AeronDriver driver = AeronDriver.start(directory, "backoff")) {
            console.out().println(driver.isAlive() ? Child.READY : "the driver is not alive");
            BufferedReader orders = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.equals(Child.VITALS)) {
                    console.out().println(Child.VITALS + " " + Vitals.ofThisProcess());
                } else if (order.equals(Child.FINISH)) {
                    console.out().println(Child.FINISHED);
                }
            }
        }
        return 0;
    }
}
