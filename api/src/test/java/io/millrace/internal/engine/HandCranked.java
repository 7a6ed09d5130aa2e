// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.ThreadingMode;
import io.millrace.spi.TransportProvider;
import io.millrace.supervision.Escalation;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LifecycleListener;
import io.millrace.supervision.LinkState;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.agrona.concurrent.AgentInvoker;

/**
 * A runtime without threads: the test's own thread is its agents', turns them by hand and moves its clock. Checks what
 * holds in every test: states follow one another legally, and the agent never throws.
 */
final class HandCranked implements AutoCloseable {

    private static ThreadingMode threading = ThreadingMode.SHARED;

    /** Added to by another thread when a handler stalls. */
    final List<LifecycleEvent> events = new CopyOnWriteArrayList<>();

    final List<Throwable> errors = new ArrayList<>();
    final List<Escalation> escalations = new ArrayList<>();
    final MillraceRuntime runtime;

    private final Map<String, LinkState> states = new HashMap<>();
    private final List<AgentInvoker> invokers;

    /** Below zero, as a monotonic clock may be. */
    private long nowNs = -3_000_000_000L;

    HandCranked(TransportProvider... registered) {
        this(List.of(), registered);
    }

    HandCranked(List<LifecycleListener> more, TransportProvider... registered) {
        List<LifecycleListener> listeners = new ArrayList<>(more);
        listeners.add(this::record);
        runtime = new MillraceRuntime(
                null,
                listeners,
                Arrays.asList(registered),
                () -> nowNs,
                new SplittableRandom(new SecureRandom().nextLong()),
                threading,
                null);
        runtime.events().escalateTo(escalations::add);
        invokers = runtime.crew().agents().stream()
                .map(agent -> new AgentInvoker(errors::add, null, agent))
                .toList();
        invokers.forEach(AgentInvoker::start);
    }

    /** How the runtimes of the tests to come are to share their work among agents. */
    static void threading(ThreadingMode mode) {
        threading = mode;
    }

    private void record(LifecycleEvent event) {
        events.add(event);
        if (event.kind() == Kind.STATE_CHANGED) {
            String whose = event.endpoint() + " " + event.session();
            LinkState before = states.getOrDefault(whose, LinkState.NEW);
            if (before == LinkState.CLOSED) {
                before = LinkState.NEW;
            }
            assertThat(event.from()).as("%s", event).isEqualTo(before);
            assertThat(before.canBecome(event.to())).as("%s", event).isTrue();
            states.put(whose, event.to());
        }
    }

    Endpoint listen(String uri) {
        return runtime.listen(uri);
    }

    Endpoint connect(String uri) {
        return runtime.connect(uri);
    }

    long nowNs() {
        return nowNs;
    }

    /** Turns the agent, without time passing. */
    void turn(int times) {
        for (int i = 0; i < times; i++) {
            invokers.forEach(AgentInvoker::invoke);
        }
        assertThat(errors).isEmpty();
    }

    /** Moves the clock, and lets the agent look. */
    void pass(Duration time) {
        nowNs += time.toNanos();
        turn(3);
    }

    /** Moves the clock without a turn. */
    void passUnseen(Duration time) {
        nowNs += time.toNanos();
    }

    /** Time passes in small steps until something holds; fails after {@code limit}. */
    void until(String what, Duration limit, BooleanSupplier holds) {
        long stopNs = nowNs + limit.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(nowNs).as("%s; events: %s", what, events).isLessThan(stopNs);
            pass(Duration.ofMillis(1));
        }
    }

    void until(String what, BooleanSupplier holds) {
        until(what, Duration.ofSeconds(30), holds);
    }

    Stream<LifecycleEvent> events(Kind kind) {
        return events.stream().filter(event -> event.kind() == kind);
    }

    /** The states that a listener's sessions went through, all of them in one row. */
    List<LinkState> sessionPath() {
        return events(Kind.STATE_CHANGED)
                .filter(event -> !event.session().isEmpty())
                .map(LifecycleEvent::to)
                .toList();
    }

    /** The states that an endpoint went through. */
    List<LinkState> path(Endpoint endpoint) {
        return events(Kind.STATE_CHANGED)
                .filter(event -> event.session().isEmpty())
                .filter(event -> event.endpoint().endsWith(endpoint.uri().toString())
                        && event.endpoint().startsWith(endpoint instanceof DialledEndpoint ? "client" : "server"))
                .map(LifecycleEvent::to)
                .toList();
    }

    @Override
    public void close() {
        for (EngineEndpoint endpoint : runtime.agent().endpoints().all()) {
            endpoint.close();
        }
        for (int i = 0; i < 100 && runtime.agent().endpoints().all().length > 0; i++) {
            pass(Duration.ofMillis(200));
        }
        invokers.forEach(AgentInvoker::close);
    }
}
