// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.internal.mem.MemTransportProvider;
import java.util.Set;

/** Serves a scheme that a wrong transport claims as well. Found by ServiceLoader. */
public final class TwinProvider extends DelegatingProvider {

    /** For ServiceLoader. */
    public TwinProvider() {
        super(new MemTransportProvider());
    }

    @Override
    public String name() {
        return "twin";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("twin");
    }
}
