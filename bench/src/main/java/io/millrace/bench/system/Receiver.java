// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

/** The listening side of a run. Opened and closed by the node's main thread; works on threads of its own. */
public interface Receiver extends AutoCloseable {
    /** Where the other side connects to; one word. */
    String address();

    @Override
    void close();
}
