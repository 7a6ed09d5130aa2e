// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.token;

import io.millrace.access.SessionToken;
import io.millrace.access.StreamRights;
import io.millrace.access.TokenKeys;
import io.millrace.cli.CliException;
import io.millrace.cli.Console;
import io.millrace.cli.stream.DurationConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code token sign}: a session token, signed with the first key of a file. */
@Command(name = "sign", description = "Print a session token, signed with the first key of a file.")
final class TokenSignCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--keys", required = true, paramLabel = "FILE", description = "The keys, a line id:key each.")
    private Path keys;

    @Option(names = "--subject", required = true, paramLabel = "NAME", description = "The identity that it is for.")
    private String subject;

    @Option(names = "--audience", required = true, paramLabel = "NAME", description = "The listener's name.")
    private String audience;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "60m",
            converter = DurationConverter.class,
            description = "How long it holds (default: ${DEFAULT-VALUE}).")
    private Duration validity;

    @Option(
            names = "--publish",
            paramLabel = "STREAM",
            description = "A stream that may be published; * at its end for all that begin so. May be repeated.")
    private List<String> publish = List.of();

    @Option(names = "--subscribe", paramLabel = "STREAM", description = "A stream that may be subscribed to, likewise.")
    private List<String> subscribe = List.of();

    TokenSignCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        try {
            TokenKeys ring = TokenKeys.parse(Files.readString(keys));
            StreamRights rights = new StreamRights(publish, subscribe);
            console.out().println(ring.sign(SessionToken.issue(subject, audience, Instant.now(), validity, rights)));
            return 0;
        } catch (IllegalArgumentException e) {
            throw CliException.usage(String.valueOf(e.getMessage()), "token sign --help says what is expected");
        }
    }
}
