// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test;

import io.millrace.Millrace;
import io.millrace.supervision.LifecycleEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one test was given. Made and closed on the test's thread; events come on others. */
final class TestFixture implements AutoCloseable {
    private static final int MOST_EVENTS = 1_000;

    private final MillraceTest settings;
    private final List<Millrace> runtimes = new ArrayList<>();
    private final Deque<String> events = new ArrayDeque<>();
    private final Account account = new Account();
    private @Nullable Wire wire;

    TestFixture(MillraceTest settings) {
        this.settings = settings;
    }

    Millrace runtime() {
        int number = runtimes.size() + 1;
        Millrace runtime = Millrace.builder()
                .listener(event -> note(number, event))
                .listener(account)
                .build();
        runtimes.add(runtime);
        return runtime;
    }

    Account account() {
        return account;
    }

    Wire wire() {
        if (wire == null) {
            try {
                wire = Wire.open(settings.transport(), settings.seed());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return wire;
    }

    private void note(int runtime, LifecycleEvent event) {
        synchronized (events) {
            events.add("runtime " + runtime + ": " + event);
            if (events.size() > MOST_EVENTS) {
                events.remove();
            }
        }
    }

    String report() {
        StringBuilder report = new StringBuilder("Account: ").append(account);
        if (wire != null && wire.hasProxy()) {
            report.append("\nProxy:");
            wire.proxy().log().forEach(line -> report.append("\n  ").append(line));
        }
        synchronized (events) {
            report.append("\nEvents:");
            events.forEach(event -> report.append("\n  ").append(event));
        }
        return report.toString();
    }

    @Override
    public void close() throws IOException {
        for (int i = runtimes.size() - 1; i >= 0; i--) {
            runtimes.get(i).close();
        }
        if (wire != null) {
            wire.close();
        }
    }
}
