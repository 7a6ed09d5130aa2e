// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.token;

import io.millrace.cli.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code token}: makes keys of session tokens, signs tokens, shows what one says. For operators. */
@Command(
        name = "token",
        description = "Make keys of session tokens, sign tokens, show what one says.",
        synopsisSubcommandLabel = "COMMAND")
public final class TokenCommand implements Runnable {
    private final Console console;

    @Spec
    private CommandSpec spec;

    private TokenCommand(Console console) {
        this.console = console;
    }

    /** With its three commands. */
    public static CommandLine commandLine(Console console) {
        return new CommandLine(new TokenCommand(console))
                .addSubcommand(new TokenKeyCommand(console))
                .addSubcommand(new TokenSignCommand(console))
                .addSubcommand(new TokenShowCommand(console));
    }

    @Override
    public void run() {
        spec.commandLine().usage(console.out());
    }
}
