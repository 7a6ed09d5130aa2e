// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A warning is an error, in main code and in tests: a build that no longer says so would stay green, and nobody would notice. */
final class CompilerWarningsTest {
    private static final Pattern ARGUMENTS = Pattern.compile("(?s)<compilerArgs[^>]*>(.*?)</compilerArgs>");

    @Test
    void areErrors() throws IOException {
        List<String> arguments = ARGUMENTS
                .matcher(Files.readString(root().resolve("pom.xml")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(arguments).as("of classes and of tests").hasSize(2).allSatisfy(each -> assertThat(each)
                .contains("<arg>-Xlint:${javac.lint}</arg>", "<arg>-Werror</arg>", "-Xplugin:ErrorProne"));
    }

    private static Path root() {
        Path path = Path.of("").toAbsolutePath();
        while (!Files.exists(path.resolve("millrace"))) {
            path = path.getParent();
        }
        return path;
    }
}
