// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.BenchMain;
import io.millrace.docs.Documents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The commands that the documents tell people to type are understood. */
class DocumentedCommandsTest {
    private static final Pattern COMMAND = Pattern.compile("\\./millrace +([^\\n`|#;&]+)");

    static Stream<String> commands() {
        return Documents.all().stream()
                .flatMap(document -> COMMAND.matcher(Documents.read(document)).results())
                .map(found -> found.group(1).strip())
                .distinct();
    }

    @Test
    void theLauncherIsThere() {
        assertThat(Files.isExecutable(Documents.root().resolve("millrace"))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isUnderstood(String command) {
        List<String> words = Arrays.asList(command.split(" +"));
        if (words.get(0).equals("bench")) {
            benchUnderstands(words.subList(1, words.size()));
        } else {
            CommandLine parser = MillraceCommand.commandLine(
                    Console.plain(
                            new ByteArrayInputStream(new byte[0]),
                            new ByteArrayOutputStream(),
                            new ByteArrayOutputStream()),
                    new Interruption());
            parser.parseArgs(words.toArray(new String[0]));
        }
    }

    private static void benchUnderstands(List<String> arguments) {
        ByteArrayOutputStream help = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(help, true, StandardCharsets.UTF_8);
        BenchMain.run(new String[] {"--help"}, out, out);
        assertThat(arguments.stream().filter(word -> word.startsWith("--")))
                .allSatisfy(option -> assertThat(help.toString(StandardCharsets.UTF_8))
                        .containsPattern(Pattern.quote(option) + "\\b"));
    }
}
