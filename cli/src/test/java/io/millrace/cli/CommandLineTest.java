// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", ""})
    void helpListsTheCommandsAndHidesTheDemosOwn(String option) {
        CommandRun run = option.isEmpty() ? CommandRun.start() : CommandRun.start(option);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("demo ", "pub ", "sub ", "bench ", "doctor ")
                .doesNotContain("demo-");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "pub", "sub", "bench", "doctor", "streams", "simulate", "token", "torture"})
    void everyCommandHasAHelp(String command) {
        // Past the console: picocli warns there of a text that it cannot format
        PrintStream before = System.err;
        ByteArrayOutputStream warnings = new ByteArrayOutputStream();
        System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
        CommandRun run;
        try {
            run = CommandRun.start(command, "--help");
            assertThat(run.exitCode()).isZero();
        } finally {
            System.setErr(before);
        }
        assertThat(run.out()).startsWith("Usage: ").contains("--help");
        assertThat(warnings.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void versionNamesTheJavaToo() {
        CommandRun run = CommandRun.start("--version");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("millrace ").contains("Java " + Runtime.version());
    }

    @Test
    void anUnknownOptionIsAnsweredShortly() {
        fails(2, "millrace pub: Unknown option: '--raet'", "pub", "tcp://h:1", "s", "--raet", "--file=x");
    }

    @Test
    void aMissingParameterIsNamed() {
        fails(2, "millrace sub: Missing required parameter: 'STREAM'", "sub", "tcp://h:1");
    }

    @Test
    void anUnknownSchemeIsAUsageErrorWithAHint() {
        CommandRun run = fails(2, "[MR-1002 UNKNOWN_SCHEME]", "sub", "tpc://127.0.0.1:1", "s");
        assertThat(run.err()).contains("\n  → ").doesNotContain("\tat ");
    }

    @Test
    void verboseShowsWhereAnErrorComesFrom() {
        CommandRun run = fails(2, "[MR-1002 UNKNOWN_SCHEME]", "sub", "tpc://127.0.0.1:1", "s", "--verbose");
        assertThat(run.err()).contains("\tat io.millrace.");
    }

    @Test
    void aMissingFileIsAUsageError() {
        fails(2, "millrace pub: no-such-file: no such file", "pub", "tcp://h:1", "s", "--file", "no-such-file");
        fails(2, "millrace demo: no-such-file: no such file", "demo", "--file", "no-such-file");
    }

    @Test
    void impossibleWishesAreUsageErrors() {
        fails(2, "--repeat 3 is not possible for standard input", "pub", "tcp://h:1", "s", "--repeat", "3");
        fails(2, "--count -1 is less than nothing", "sub", "tcp://h:1", "s", "--count", "-1");
        fails(2, "--messages 0 is too few", "demo", "--messages", "0");
        fails(2, "--cuts 101 is not possible", "demo", "--cuts", "101");
        fails(2, "'soon' is no duration", "demo", "--down", "soon");
    }

    private static CommandRun fails(int exitCode, String text, String... arguments) {
        CommandRun run = CommandRun.start(arguments);
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).contains(text);
        assertThat(run.out()).isEmpty();
        return run;
    }
}
