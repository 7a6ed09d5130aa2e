// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LifecycleListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Every event of a runtime, in order. */
final class Events implements LifecycleListener {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<LifecycleEvent> seen = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(LifecycleEvent event) {
        seen.add(event);
    }

    List<LifecycleEvent> all() {
        return List.copyOf(seen);
    }

    long count(Kind kind) {
        return count(event -> event.kind() == kind);
    }

    long count(Predicate<LifecycleEvent> which) {
        return seen.stream().filter(which).count();
    }

    /** The first of a kind, waiting for it if need be. */
    LifecycleEvent await(Kind kind) {
        return await(kind.name(), event -> event.kind() == kind);
    }

    LifecycleEvent await(String what, Predicate<LifecycleEvent> which) {
        Await.until(PATIENCE, what, this::toString, () -> count(which) > 0);
        return seen.stream().filter(which).findFirst().orElseThrow();
    }

    void awaitCount(Kind kind, long atLeast) {
        Await.until(PATIENCE, atLeast + " × " + kind, this::toString, () -> count(kind) >= atLeast);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        seen.forEach(event -> text.append("\n  ").append(event));
        return text.length() > 40_000 ? text.substring(0, 40_000) + " …" : text.toString();
    }
}
