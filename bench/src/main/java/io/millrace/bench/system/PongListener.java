// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

/** Told of every message that comes back, on whatever thread the system reads; may ping from inside the call. */
@FunctionalInterface
public interface PongListener {
    void onPong(Pinger pinger, long sequence, long stampNs);
}
