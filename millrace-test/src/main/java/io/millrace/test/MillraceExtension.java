// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test;

import io.millrace.Millrace;
import io.millrace.test.fault.FaultProxy;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link MillraceTest} does. JUnit makes it and calls it. */
final class MillraceExtension implements ParameterResolver, TestExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(MillraceExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == Millrace.class || type == Wire.class || type == FaultProxy.class || type == Account.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        TestFixture fixture = fixture(test);
        if (type == Millrace.class) {
            return fixture.runtime();
        }
        if (type == Account.class) {
            return fixture.account();
        }
        return type == Wire.class ? fixture.wire() : fixture.wire().proxy();
    }

    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure) throws Throwable {
        failure.addSuppressed(new TestReport(fixture(test).report()));
        throw failure;
    }

    // JUnit closes what is in the store, when the test has ended.
    private static TestFixture fixture(ExtensionContext test) {
        return test.getStore(NAMESPACE)
                .computeIfAbsent(TestFixture.class, key -> new TestFixture(annotation(test)), TestFixture.class);
    }

    private static MillraceTest annotation(ExtensionContext test) {
        return test.getElement()
                .flatMap(element -> AnnotationSupport.findAnnotation(element, MillraceTest.class))
                .or(() ->
                        test.getTestClass().flatMap(type -> AnnotationSupport.findAnnotation(type, MillraceTest.class)))
                .orElseThrow(() -> new IllegalStateException(
                        test.getDisplayName() + " has MillraceExtension but no @MillraceTest; put that in its place"));
    }
}
