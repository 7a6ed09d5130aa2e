// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Millrace;
import io.millrace.spi.TransportProvider;
import io.millrace.supervision.LifecycleListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of a runtime, as the application builds them. */
public final class RuntimeConfig implements Millrace.Builder {

    private final List<LifecycleListener> listeners = new ArrayList<>();
    private final List<TransportProvider> registered = new ArrayList<>();
    private @Nullable String node;

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
    public Millrace.Builder register(TransportProvider provider) {
        registered.add(provider);
        return this;
    }

    @Override
    public Millrace build() {
        return new MillraceRuntime(node, listeners, registered, System::nanoTime).start();
    }
}
