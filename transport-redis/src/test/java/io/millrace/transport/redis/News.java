// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the events of a runtime. */
final class News implements LifecycleListener {

    private final List<LifecycleEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(LifecycleEvent event) {
        events.add(event);
    }

    List<LifecycleEvent> of(LifecycleEvent.Kind kind) {
        return events.stream().filter(event -> event.kind() == kind).toList();
    }

    /** Waits for one of a kind. */
    LifecycleEvent await(LifecycleEvent.Kind kind) {
        Inbox.awaitThat(() -> !of(kind).isEmpty());
        List<LifecycleEvent> found = of(kind);
        if (found.isEmpty()) {
            throw new AssertionError("no event " + kind + " among " + this);
        }
        return found.get(0);
    }

    @Override
    public String toString() {
        return events.toString();
    }
}
