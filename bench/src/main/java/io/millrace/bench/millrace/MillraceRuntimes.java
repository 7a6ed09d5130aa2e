// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.Millrace;
import io.millrace.ThreadingMode;
import io.millrace.bench.system.RunSettings;
import io.millrace.supervision.LifecycleListener;
import org.jspecify.annotations.Nullable;

/** Runtimes with the threads that a run asks for. */
final class MillraceRuntimes {
    /** Of this process, which runs one side of one system: null unless that is measured with its meters on. */
    private static @Nullable MeterRegistry meters;

    private MillraceRuntimes() {}

    /** From now on runtimes are watched by a registry, in this process. Before the first of them is made. */
    static void metered() {
        meters = new SimpleMeterRegistry();
    }

    private static Millrace.Builder builder() {
        MeterRegistry present = meters;
        return present == null ? Millrace.builder() : Millrace.builder().meterRegistry(present);
    }

    static Millrace start(RunSettings settings) {
        return start(settings, event -> {});
    }

    static Millrace start(RunSettings settings, LifecycleListener listener) {
        ThreadingMode mode =
                switch (settings.threads()) {
                    // Nobody would turn it here
                    case SHARED, INVOKER -> ThreadingMode.SHARED;
                    case DEDICATED -> ThreadingMode.DEDICATED;
                };
        return builder().threading(mode).listener(listener).build();
    }

    /** One that its caller is to turn. */
    static Millrace invoked() {
        return builder().threading(ThreadingMode.INVOKER).build();
    }
}
