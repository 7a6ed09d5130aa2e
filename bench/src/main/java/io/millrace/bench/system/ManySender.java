// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

/**
 * The publishing side of a run with many connections or streams: messages say by their producer which one they belong
 * to. Opened, asked and closed by the node's main thread.
 */
public interface ManySender extends Sender {
    /** How many of them, from the first on, take turns at what the lane publishes; no lane is publishing meanwhile. */
    void spreadOver(int count);
}
