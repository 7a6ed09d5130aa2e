// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

/**
 * Entry point of the {@code millrace} command: started once per process by the launcher script, on the main thread. The
 * only place that ends the process.
 */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        Interruption interruption = Interruption.install();
        int exitCode =
                MillraceCommand.commandLine(Console.ofProcess(), interruption).execute(args);
        interruption.finish(exitCode);
        System.exit(exitCode);
    }
}
