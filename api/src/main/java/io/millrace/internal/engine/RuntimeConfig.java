// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.IdleMode;
import io.millrace.Millrace;
import io.millrace.ThreadingMode;
import io.millrace.access.AccessPolicy;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.internal.access.RuntimeAccess;
import io.millrace.internal.metrics.Instruments;
import io.millrace.internal.metrics.MicrometerInstruments;
import io.millrace.spi.Secrets;
import io.millrace.spi.TransportProvider;
import io.millrace.supervision.EscalationHandler;
import io.millrace.supervision.LifecycleListener;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settings of a runtime, as the application builds them. */
public final class RuntimeConfig implements Millrace.Builder {

    private final List<LifecycleListener> listeners = new ArrayList<>();
    private final List<TransportProvider> registered = new ArrayList<>();
    private @Nullable String node;
    private ThreadingMode threading = ThreadingMode.SHARED;
    private @Nullable IdleMode idle;
    private @Nullable EscalationHandler escalation;
    private @Nullable Instruments instruments;
    private final Map<String, Supplier<String>> secrets = new HashMap<>();
    private @Nullable AccessPolicy policy;
    private InstantSource wallClock = InstantSource.system();

    @Override
    public Millrace.Builder node(String name) {
        this.node = name;
        return this;
    }

    @Override
    public Millrace.Builder listener(LifecycleListener listener) {
        listeners.add(listener);
        return this;
    }

    @Override
    public Millrace.Builder escalation(EscalationHandler handler) {
        escalation = handler;
        return this;
    }

    @Override
    public Millrace.Builder meterRegistry(MeterRegistry registry) {
        instruments = new MicrometerInstruments(registry);
        return this;
    }

    @Override
    public Millrace.Builder register(TransportProvider provider) {
        registered.add(provider);
        return this;
    }

    @Override
    public Millrace.Builder threading(ThreadingMode mode) {
        this.threading = mode;
        return this;
    }

    @Override
    public Millrace.Builder idle(IdleMode mode) {
        this.idle = mode;
        return this;
    }

    @Override
    public Millrace.Builder secret(String name, Supplier<String> secret) {
        if (secrets.putIfAbsent(name, secret) != null) {
            throw new IllegalArgumentException("two secrets are called '" + name + "'");
        }
        return this;
    }

    @Override
    public Millrace.Builder accessPolicy(AccessPolicy accessPolicy) {
        policy = accessPolicy;
        return this;
    }

    @Override
    public Millrace.Builder wallClock(InstantSource clock) {
        wallClock = clock;
        return this;
    }

    @Override
    public Millrace build() {
        if (threading == ThreadingMode.INVOKER && idle != null) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "idle(" + idle + ") was set for a runtime with threading(INVOKER), which has no thread to wait",
                    "leave it out; who calls doWork() decides what to do when it returns 0");
        }
        MillraceRuntime runtime = new MillraceRuntime(
                node,
                listeners,
                registered,
                System::nanoTime,
                new SplittableRandom(new SecureRandom().nextLong()),
                threading,
                idle);
        runtime.access(new RuntimeAccess(Secrets.of(secrets), policy, wallClock));
        if (escalation != null) {
            runtime.events().escalateTo(escalation);
        }
        if (instruments != null) {
            runtime.meter(instruments);
        }
        return runtime.start();
    }
}
