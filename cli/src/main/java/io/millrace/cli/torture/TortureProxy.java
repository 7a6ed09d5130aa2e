// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import io.millrace.test.fault.FaultProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A proxy process of {@link TortureRun}: does what standard input says, and ends when it does. */
@Command(name = "torture-proxy", hidden = true)
public final class TortureProxy implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;

    @Option(names = "--listen", required = true)
    private String listen;

    @Option(names = "--target", required = true)
    private String target;

    @Option(names = "--seed", required = true)
    private long seed;

    /** Made once for a command line. */
    public TortureProxy(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws IOException {
        interruption.requested();
        try (FaultProxy proxy = FaultProxy.between(listen, target, seed)) {
            console.out().println(Child.READY);
            BufferedReader orders = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.equals(Child.VITALS)) {
                    console.out().println(Child.VITALS + " " + Vitals.ofThisProcess());
                } else if (order.equals(Child.FINISH)) {
                    console.out().println(Child.FINISHED);
                } else {
                    ProxyFault.parse(order).apply(proxy);
                }
            }
        }
        return 0;
    }
}
