// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.Millrace;
import io.millrace.ThreadingMode;
import io.millrace.bench.system.RunSettings;
import io.millrace.supervision.LifecycleListener;

/** Runtimes with the threads that a run asks for. */
final class MillraceRuntimes {
    private MillraceRuntimes() {}

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
        return Millrace.builder().threading(mode).listener(listener).build();
    }

    /** One that its caller is to turn. */
    static Millrace invoked() {
        return Millrace.builder().threading(ThreadingMode.INVOKER).build();
    }
}
