// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.token;

import io.millrace.access.SessionToken;
import io.millrace.access.TokenKeys;
import io.millrace.cli.CliException;
import io.millrace.cli.Console;
import io.millrace.error.RemoteText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code token show}: what a token says; with keys, whether it is genuine. Never the token itself. */
@Command(name = "show", description = "Print what a session token says; with --keys also whether it is genuine.")
final class TokenShowCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The token's file.")
    private Path file;

    @Option(names = "--keys", paramLabel = "FILE", description = "The keys, a line id:key each.")
    private @Nullable Path keys;

    TokenShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        String text = Files.readString(file).strip();
        SessionToken token;
        try {
            token = keys == null
                    ? SessionToken.unverified(text)
                    : TokenKeys.parse(Files.readString(keys)).verify(text);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(String.valueOf(e.getMessage()), "check the file of keys");
        }
        PrintStream out = console.out();
        line(out, "subject", token.subject());
        line(out, "audience", token.audience());
        line(out, "issued", token.issuedAt().toString());
        line(out, "expires", token.expiresAt() + (token.expiresAt().isBefore(Instant.now()) ? ", which is over" : ""));
        line(out, "id", token.id());
        list(out, "publish", token.rights().publish());
        list(out, "subscribe", token.rights().subscribe());
        line(out, "signature", keys == null ? "not verified, for want of --keys" : "good");
        return 0;
    }

    private static void list(PrintStream out, String what, List<String> patterns) {
        line(out, what, patterns.isEmpty() ? "nothing" : String.join(", ", patterns));
    }

    private static void line(PrintStream out, String what, String value) {
        out.println("  " + String.format("%-11s", what) + RemoteText.clean(value, 1600));
    }
}
