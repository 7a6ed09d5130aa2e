// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.ThreadingMode;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/**
 * How often a rule runs: once over bare links; over runtimes in SHARED threading, and in the other modes if they can change
 * the outcome, or if the whole matrix is asked for.
 */
final class RuleRuns implements TestTemplateInvocationContextProvider {

    /** The system property that asks for every rule in every threading mode: {@code true}. */
    static final String MATRIX = "millrace.tck.matrix";

    /** The configuration parameter of JUnit's, or system property, that names the one threading mode to run rules in. */
    static final String THREADING = "millrace.tck.threading";

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getRequiredTestMethod().isAnnotationPresent(Rule.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        Rule rule = method.getAnnotation(Rule.class);
        boolean overRuntimes = Arrays.asList(method.getParameterTypes()).contains(Scene.class);
        if (!overRuntimes) {
            return Stream.of(run(rule, "links", ThreadingMode.SHARED));
        }
        boolean every = rule.inEveryThreading() || Boolean.getBoolean(MATRIX);
        String only = context.getConfigurationParameter(THREADING).orElse("");
        return Stream.of(ThreadingMode.values())
                .filter(mode -> every || mode == ThreadingMode.SHARED)
                .filter(mode -> only.isEmpty() || mode.name().equals(only))
                .map(mode -> run(rule, mode.name(), mode));
    }

    private static TestTemplateInvocationContext run(Rule rule, String name, ThreadingMode mode) {
        return new TestTemplateInvocationContext() {
            @Override
            public String getDisplayName(int invocationIndex) {
                return rule.id() + " (" + name + ")";
            }

            @Override
            public List<Extension> getAdditionalExtensions() {
                return List.of(new RuleRun(rule, mode));
            }
        };
    }
}
