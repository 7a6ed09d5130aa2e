// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.Endpoint;
import io.millrace.EndpointCounters;
import io.millrace.Millrace;
import io.millrace.Subscription;
import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demo's subscribing process: started by {@link DemoRun}, on whose orders it acts. */
@Command(name = "demo-subscriber", hidden = true)
public final class DemoSubscriber implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;

    @Option(names = "--uri", required = true)
    private String uri = "";

    /** Made once for a command line. */
    public DemoSubscriber(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws IOException {
        interruption.requested(); // a terminal's Ctrl-C reaches all three processes; the parent says what follows
        Parent parent = new Parent(console);
        LineChecker checker = new LineChecker();
        try (Millrace millrace = Millrace.builder().listener(parent).build();
                Endpoint endpoint = millrace.listen(uri)) {
            Subscription subscription = endpoint.subscribe(DemoPublisher.STREAM, checker);
            parent.tell(Note.of(Note.READY, "uri", endpoint.uri()));
            parent.await(Parent.FINISH);
            subscription.close(); // from here on nobody else touches the checker
            EndpointCounters counters = endpoint.counters();
            parent.tell(checker.result()
                    .with("duplicatesDropped", counters.duplicatesDropped())
                    .with("protocolErrors", counters.protocolErrors()));
        }
        return 0;
    }
}
