// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows a stranger works as it stands there. */
class ReadmeTest {
    private static final String README = Documents.read("README.md");

    @Test
    void theTenLinesCompileAndRun() throws Exception {
        List<String> blocks = Documents.blocks(README, "java");
        assertThat(blocks).hasSize(1);
        // Another transport, so that nothing depends on a port being free
        String lines = blocks.get(0).replace("tcp://127.0.0.1:7400", "mem:readme");
        assertThat(lines.lines().count()).isLessThanOrEqualTo(10);
        Class<?> readme = Snippet.compile("Readme", """
                import io.millrace.Endpoint;
                import io.millrace.Millrace;
                import io.millrace.Publication;
                import java.time.Duration;
                public final class Readme {
                    public static void main(String[] args) {
                %s
                    }
                }
                """.formatted(lines));
        assertThat(printedBy(readme)).isEqualTo("42 apples" + System.lineSeparator());
    }

    private static String printedBy(Class<?> program) throws ReflectiveOperationException {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, UTF_8)) {
            System.setOut(out);
            program.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(UTF_8);
    }

    @Test
    void theDependenciesAreThoseOfThisBuild() {
        String pom = Documents.read("pom.xml");
        Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(pom);
        assertThat(version.find()).isTrue();
        String snippet = Documents.blocks(README, "xml").get(0);
        assertThat(Pattern.compile("<version>([^<]+)</version>")
                        .matcher(snippet)
                        .results()
                        .map(found -> found.group(1)))
                .hasSize(2)
                .containsOnly(version.group(1));
        for (String module : List.of("api", "transport-tcp")) {
            assertThat(snippet).contains("<artifactId>millrace-" + module + "</artifactId>");
            assertThat(Documents.read(module + "/pom.xml"))
                    .contains("<artifactId>millrace-" + module + "</artifactId>");
        }
    }
}
