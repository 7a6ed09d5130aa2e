// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.ThreadingMode;
import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransportProvider;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * One run of one rule: skips it if the transport does not promise what it needs, lends it what it works with, says the
 * rule's number when it fails, and looks afterwards for what was left behind.
 */
final class RuleRun implements BeforeEachCallback, AfterEachCallback, ParameterResolver, TestExecutionExceptionHandler {

    private final Rule rule;
    private final ThreadingMode mode;
    private @Nullable Leftovers before;
    private @Nullable AutoCloseable lent;

    RuleRun(Rule rule, ThreadingMode mode) {
        this.rule = rule;
        this.mode = mode;
    }

    private static TransportTck kit(ExtensionContext context) {
        return (TransportTck) context.getRequiredTestInstance();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        PeerTransportProvider provider = kit(context).provider();
        Set<Guarantee> has = provider.guarantees();
        for (Guarantee needed : rule.needs()) {
            Assumptions.assumeTrue(
                    has.contains(needed),
                    () -> rule.id() + " is about " + needed + ", which " + provider.name() + " does not promise");
        }
        before = Leftovers.now(kit(context).folders(), kit(context).countsMemory());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == LinkBench.class || type == Scene.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        AutoCloseable tool = parameter.getParameter().getType() == Scene.class
                ? new Scene(kit(context), mode)
                : new LinkBench(kit(context));
        lent = tool;
        return tool;
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        if (thrown instanceof TestAbortedException) {
            throw thrown;
        }
        throw failed(rule.id(), rule.says(), thrown);
    }

    private static AssertionError failed(String id, String says, Throwable cause) {
        return new AssertionError("[" + id + "] " + says + "\n  " + cause, cause);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        boolean passed = context.getExecutionException().isEmpty();
        try {
            if (lent instanceof Scene scene) {
                scene.close(passed);
            } else if (lent != null) {
                lent.close();
            }
        } catch (Exception | AssertionError e) {
            if (passed) {
                throw failed(rule.id(), rule.says(), e);
            }
        }
        lent = null;
        if (passed && before != null) {
            before.check(kit(context).patience());
        }
    }
}
