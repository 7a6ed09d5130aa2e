// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Guarantee;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page, the kit and the SPI's javadoc say the same. */
class SpecificationTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]\\d+) \\| (.+?) \\|(.*)\\|$");
    private static final Pattern NUMBER = Pattern.compile("\\[([A-Z]\\d+)]");

    @Test
    void theKitHasAtLeastSixtyRules() {
        assertThat(rules()).hasSizeGreaterThanOrEqualTo(60);
    }

    @Test
    void thePageAndTheKitAgreeOneToOne() {
        Map<String, String> inKit = new TreeMap<>();
        for (Method method : rules()) {
            Rule rule = method.getAnnotation(Rule.class);
            String needs = Arrays.stream(rule.needs())
                    .map(Guarantee::name)
                    .map(name -> "`" + name + "`")
                    .collect(Collectors.joining(", "));
            String threading = isOverRuntimes(method) ? "|" + (rule.inEveryThreading() ? "yes" : "") : "";
            assertThat(inKit.put(rule.id(), rule.says() + "|" + needs + threading))
                    .as(rule.id())
                    .isNull();
        }
        Map<String, String> onPage = new TreeMap<>();
        Matcher row = ROW.matcher(read("docs/transport-spec.md"));
        while (row.find()) {
            String rest = Arrays.stream(row.group(3).split("\\|", -1))
                    .map(String::strip)
                    .collect(Collectors.joining("|"));
            assertThat(onPage.put(row.group(1), row.group(2) + "|" + rest))
                    .as(row.group(1))
                    .isNull();
        }
        assertThat(onPage).isEqualTo(inKit);
    }

    @Test
    void eachMethodCarriesTheNumberOfItsRule() {
        for (Method method : rules()) {
            String id = method.getAnnotation(Rule.class).id().toLowerCase(Locale.ROOT);
            assertThat(method.getName()).matches(id + "[A-Z].*");
            String shown = new RuleNames().generateDisplayNameForMethod(List.of(), Suspect.class, method);
            assertThat(shown).startsWith(method.getAnnotation(Rule.class).id() + " ");
        }
    }

    /** Rules over links are the contract of the SPI's types, so their javadoc names each of them, and no others. */
    @Test
    void theSpiNamesTheRulesOverLinks() throws IOException {
        Set<String> overLinks = rules().stream()
                .filter(method -> !isOverRuntimes(method))
                .map(method -> method.getAnnotation(Rule.class).id())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>();
        try (Stream<Path> sources = Files.list(root().resolve("spi/src/main/java/io/millrace/spi"))) {
            sources.filter(Files::isRegularFile).forEach(source -> {
                Matcher number = NUMBER.matcher(readFile(source));
                while (number.find()) {
                    named.add(number.group(1));
                }
            });
        }
        assertThat(named).isEqualTo(overLinks);
    }

    private static boolean isOverRuntimes(Method rule) {
        return Arrays.asList(rule.getParameterTypes()).contains(Scene.class);
    }

    private static List<Method> rules() {
        return Arrays.stream(Suspect.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Rule.class))
                .toList();
    }

    private static String read(String path) {
        return readFile(root().resolve(path));
    }

    private static String readFile(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs/transport-spec.md"))) {
            at = at.getParent();
        }
        return at;
    }
}
