// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.millrace.ThreadingMode;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the kit over wrong transports. Two classes of tests use it, so that they can run beside each other. */
abstract class WrongTransportRuns {

    private static final Pattern RULE = Pattern.compile("^\\[([A-Z]\\d+)]");

    /** Whether all rules over links are run over each wrong transport, and not only the one that it breaks. */
    private static final boolean EXACT = Boolean.getBoolean("millrace.tck.exact");

    /** Rules over runtimes run with threads of their own: which of two closes first, say, is chance. */
    private static final int RUNS = 10;

    @TempDir
    static Path folder;

    static void isRejectedByTheRuleThatItBreaks(WrongTransport wrong) {
        Method broken = rules().filter(
                        method -> method.getAnnotation(Rule.class).id().equals(wrong.rule()))
                .findFirst()
                .orElseThrow();
        boolean links = isOverLinks(broken);
        Suspect.wrong = wrong;
        Suspect.folder = folder;
        Suspect.patience = links ? Duration.ofMillis(400) : Duration.ofMillis(1200);
        try {
            Set<String> rejecting = Set.of();
            for (int run = 0; rejecting.isEmpty() && run < (links ? 1 : RUNS); run++) {
                rejecting = rejecting(
                        EXACT && links && !wrong.alone()
                                ? rules().filter(WrongTransportRuns::isOverLinks)
                                : Stream.of(broken));
            }
            Set<String> allowed = new TreeSet<>(wrong.alsoBreaks());
            allowed.add(wrong.rule());
            assertThat(rejecting).contains(wrong.rule()).isSubsetOf(allowed);
        } finally {
            WrongEnds.release();
        }
    }

    static boolean isOverLinks(Method rule) {
        return Arrays.asList(rule.getParameterTypes()).contains(LinkBench.class);
    }

    static Stream<Method> rules() {
        return Arrays.stream(Suspect.class.getMethods()).filter(method -> method.isAnnotationPresent(Rule.class));
    }

    /** Runs these rules, and says the numbers that the failures name. */
    static Set<String> rejecting(Stream<Method> rules) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(rules.map(rule ->
                                selectMethod(Suspect.class, rule.getName(), rule.getParameterTypes()[0].getName()))
                        .toList())
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                // What is wrong with them is so in every threading
                .configurationParameter(RuleRuns.THREADING, EXACT ? "" : ThreadingMode.SHARED.name())
                .build();
        List<String> named = new ArrayList<>();
        int[] executed = {0};
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                executed[0] += test.isTest() ? 1 : 0;
                result.getThrowable().ifPresent(thrown -> {
                    Matcher matcher = RULE.matcher(String.valueOf(thrown.getMessage()));
                    named.add(matcher.find() ? matcher.group(1) : test.getDisplayName() + ": " + thrown);
                });
            }
        });
        assertThat(executed[0]).isPositive();
        return new TreeSet<>(named);
    }
}
