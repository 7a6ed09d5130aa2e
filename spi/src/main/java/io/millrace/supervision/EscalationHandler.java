// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.supervision;

/**
 * Decides what becomes of a process in which an endpoint cannot be mended: end it, restart it, call somebody. Given by the
 * application when it builds the runtime.
 *
 * <p>Called by the runtime, always on its one I/O thread, under no lock, once for each failure, after the event that
 * tells the state FAILED. It may call back into the API, which does not wait there, and must return quickly. What it
 * throws is logged and nothing else.
 */
@FunctionalInterface
public interface EscalationHandler {
    /**
     * Something cannot be mended.
     *
     * @param escalation immutable; may be kept and handed to other threads
     */
    void escalate(Escalation escalation);
}
