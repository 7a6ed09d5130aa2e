// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.aeron;

import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import io.millrace.transport.aeron.AeronDriver;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code aeron-driver}: runs a media driver until it is told to stop, so that no application's end takes it along. */
@Command(
        name = "aeron-driver",
        description = "Run an Aeron media driver until it is stopped, for all processes of this user on this host.",
        footer = {
            "",
            "Applications find it by themselves; with --dir they say aeron.dir=DIR.",
        })
public final class AeronDriverCommand implements Callable<Integer> {
    private static final long LOOK_MS = 500;

    private final Console console;
    private final Interruption interruption;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The driver's directory. Default: one of this user's own, in /dev/shm.")
    private @Nullable Path directory;

    @Option(
            names = "--idle",
            paramLabel = "HOW",
            defaultValue = "backoff",
            description = "What it does with nothing to do: backoff, yield or spin. Default: ${DEFAULT-VALUE}.")
    private Idle idle = Idle.BACKOFF;

    /** As the option {@code aeron.idle} of a URI. */
    enum Idle {
        BACKOFF,
        YIELD,
        SPIN
    }

    /** Made once for a command line. */
    public AeronDriverCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        Path where = directory == null ? AeronDriver.defaultDirectory() : directory;
        try (AeronDriver driver = AeronDriver.start(where, idle.name())) {
            console.out().println("media driver in " + driver.directory());
            console.out().flush();
            CompletableFuture<Void> never = new CompletableFuture<>();
            while (!interruption.awaitOr(never, LOOK_MS)) {
                if (!driver.isAlive()) {
                    console.err().println("the media driver has stopped");
                    return 1;
                }
            }
            return 0;
        }
    }
}
