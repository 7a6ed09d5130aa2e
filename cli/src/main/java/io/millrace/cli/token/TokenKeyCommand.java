// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.token;

import io.millrace.access.TokenKeys;
import io.millrace.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code token key}: a new random key, for the key file of a listener and of who signs. */
@Command(name = "key", description = "Print a new key, a line for a file of token keys.")
final class TokenKeyCommand implements Runnable {
    private final Console console;

    @Option(
            names = "--id",
            paramLabel = "ID",
            defaultValue = "k1",
            description = "Its id: letters, digits, - and _ (default: ${DEFAULT-VALUE}).")
    private String id;

    TokenKeyCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        String line = TokenKeys.generate(id);
        TokenKeys.parse(line);
        console.out().println(line);
    }
}
