// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.millrace.tck.LogTransportTck;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit of log transports rejects what breaks a rule, and says which: each rule has a transport that breaks it. */
class WrongLogsTest {

    private static final Pattern RULE = Pattern.compile("\\bL[A-Z]\\d+\\b");

    /** What was under way when a connection was cut, and whether a claim comes first, is chance. */
    private static final int RUNS = 5;

    @BeforeAll
    static void start() {
        WrongLogRules.redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        RedisProcess present = WrongLogRules.redis;
        WrongLogRules.wrong = null;
        WrongLogRules.redis = null;
        if (present != null) {
            present.close();
        }
    }

    static Stream<WrongLog> wrongLogs() {
        return WrongLogs.all().stream();
    }

    private static List<Method> tests() {
        return Arrays.stream(LogTransportTck.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .toList();
    }

    /** The rules that a test of the kit names before it says what they ask for. */
    private static Set<String> rules(Method test) {
        Set<String> rules = new TreeSet<>();
        for (String word : test.getAnnotation(DisplayName.class).value().split(" ", -1)) {
            if (!RULE.matcher(word).matches()) {
                break;
            }
            rules.add(word);
        }
        return rules;
    }

    @Test
    void everyRuleHasAWrongLog() {
        Set<String> all = new TreeSet<>();
        tests().forEach(test -> all.addAll(rules(test)));
        assertThat(all).hasSizeGreaterThanOrEqualTo(16);
        Set<String> broken = new TreeSet<>();
        wrongLogs().forEach(wrong -> broken.add(wrong.rule()));
        assertThat(broken).isEqualTo(all);
    }

    @Test
    void redisWithNothingWrongIsRejectedByNoRule() {
        WrongLogRules.wrong = null;
        assertThat(rejecting(tests())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wrongLogs")
    void isRejectedByTheRuleThatItBreaks(WrongLog wrong) {
        WrongLogRules.wrong = wrong;
        List<Method> broken = tests().stream()
                .filter(test -> rules(test).contains(wrong.rule()))
                .toList();
        Set<String> rejecting = Set.of();
        for (int run = 0; rejecting.isEmpty() && run < RUNS; run++) {
            rejecting = rejecting(broken);
        }
        Set<String> allowed = new TreeSet<>(wrong.alsoBreaks());
        allowed.add(wrong.rule());
        assertThat(rejecting).contains(wrong.rule()).isSubsetOf(allowed);
    }

    /** Runs these tests, and says the rules that their failures name. */
    private static Set<String> rejecting(List<Method> tests) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(tests.stream()
                        .map(test -> selectMethod(WrongLogRules.class, test.getName()))
                        .toList())
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build();
        List<String> named = new ArrayList<>();
        int[] executed = {0};
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                executed[0] += test.isTest() ? 1 : 0;
                result.getThrowable().ifPresent(thrown -> {
                    Matcher matcher = Pattern.compile("^\\[(L[A-Z]\\d+)]").matcher(String.valueOf(thrown.getMessage()));
                    named.add(matcher.find() ? matcher.group(1) : test.getDisplayName() + ": " + thrown);
                });
            }
        });
        assertThat(executed[0]).isEqualTo(tests.size());
        return new TreeSet<>(named);
    }
}
