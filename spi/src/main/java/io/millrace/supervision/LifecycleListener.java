// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.supervision;

/**
 * Hears what happens to endpoints, sessions and streams. Registered by the application when it builds the runtime.
 *
 * <p>Called by the runtime, always on its one I/O thread, under no lock; events come in the order in which they
 * happened and each comes once. An implementation needs no synchronisation of its own for state that only this method
 * touches. It may call back into the API, which does not wait there, and must return quickly: nothing is sent or
 * received by that thread meanwhile, and a slow listener is itself reported ({@link
 * LifecycleEvent.Kind#LISTENER_SLOW}). One that throws is reported ({@link LifecycleEvent.Kind#LISTENER_FAILED}) and
 * does not keep the next listener from hearing the event.
 */
@FunctionalInterface
public interface LifecycleListener {
    /**
     * Something happened.
     *
     * @param event immutable; may be kept and handed to other threads
     */
    void onEvent(LifecycleEvent event);
}
