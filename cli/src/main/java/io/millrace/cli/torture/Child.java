// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import io.millrace.supervision.LifecycleEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/**
 * A publisher or a subscriber: a process that acts on its parent's orders, a line each on standard input, and ends when there
 * are no more. On standard output it answers, and tells its events.
 */
abstract class Child implements Callable<Integer> {
    static final String READY = "ready";
    static final String FINISH = "finish";
    static final String FINISHED = "finished";
    static final String VITALS = "vitals";

    private final Console console;
    private final Interruption interruption;
    private final Map<String, AccountFile> accounts = new HashMap<>();

    @Mixin
    ChildOptions options;

    Child(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public final Integer call() throws IOException {
        interruption.requested(); // a terminal's Ctrl-C reaches all processes; the parent says what follows
        for (StreamPlan plan : options.plans()) {
            accounts.put(plan.name(), options.account(plan));
        }
        try (Millrace millrace = Millrace.builder().listener(this::onEvent).build()) {
            Endpoint endpoint = options.listen ? millrace.listen(options.uri) : millrace.connect(options.uri);
            begin(endpoint);
            say(READY);
            BufferedReader orders = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.equals(VITALS)) {
                    say(VITALS + " " + Vitals.ofThisProcess());
                } else if (order.equals(FINISH)) {
                    finish();
                    accounts.values().forEach(account -> account.mark(Entry.Kind.CLEAN, 0, 0, 0));
                    say(FINISHED);
                } else {
                    obey(order);
                }
            }
            end();
        }
        return 0;
    }

    /** Opens streams and begins to work. */
    abstract void begin(Endpoint endpoint);

    /** An order of its own kind. */
    abstract void obey(String order);

    /** No more new messages. */
    abstract void finish();

    /** The orders have ended. */
    abstract void end();

    AccountFile account(String stream) {
        return Objects.requireNonNull(accounts.get(stream), stream);
    }

    private void onEvent(LifecycleEvent event) {
        Entry.@Nullable Kind kind = null;
        if (event.kind() == LifecycleEvent.Kind.GAP) {
            kind = Entry.Kind.GAP;
        } else if (event.kind() == LifecycleEvent.Kind.LOSS) {
            kind = Entry.Kind.LOSS;
        }
        AccountFile account = accounts.get(event.stream());
        if (kind != null && account != null) {
            account.mark(kind, 0, event.fromPosition(), event.toPosition());
        }
        if (isWorthALine(event.kind())) {
            say(System.currentTimeMillis() + " " + event);
        }
    }

    // A handler that throws on purpose, and a ring that is full while the peer is away, say the same a thousand times.
    private static boolean isWorthALine(LifecycleEvent.Kind kind) {
        return switch (kind) {
            case HANDLER_FAILED, BACK_PRESSURED, BACK_PRESSURE_RELIEVED -> false;
            default -> true;
        };
    }

    final synchronized void say(String line) {
        console.out().println(line);
    }
}
