// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.ThreadingMode;
import io.millrace.error.ErrorClass;
import io.millrace.error.MillraceException;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One runtime with the transport under test, as one process of two would have it. Notes every event, and what no runtime may
 * do: move a state against its table, meet an error that is a bug. In INVOKER threading it is turned by a thread of its own.
 */
final class Party {

    private final TransportTck kit;
    private final Faults faults = new Faults();
    private final Millrace millrace;
    private final List<LifecycleEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> offences = new CopyOnWriteArrayList<>();
    private final Map<String, LinkState> states = new HashMap<>();
    private final @Nullable Thread turner;
    private volatile boolean closed;

    Party(TransportTck kit, ThreadingMode mode, String node) {
        this.kit = kit;
        this.millrace = Millrace.builder()
                .node(node)
                .register(new FaultyProvider(kit.provider(), faults))
                .threading(mode)
                .listener(this::note)
                .escalation(escalation -> offences.add("escalated: " + escalation))
                .build();
        this.turner = mode == ThreadingMode.INVOKER ? new Thread(this::turn, "tck-turner-" + node) : null;
        if (turner != null) {
            turner.start();
        }
    }

    private void turn() {
        while (!closed) {
            if (millrace.doWork() == 0) {
                LockSupport.parkNanos(50_000);
            }
        }
    }

    private void note(LifecycleEvent event) {
        events.add(event);
        MillraceException cause = event.cause();
        if (cause != null && cause.errorClass() == ErrorClass.BUG && event.kind() != Kind.HANDLER_FAILED) {
            offences.add("a bug: " + event);
        }
        if (event.kind() == Kind.STATE_CHANGED) {
            String whose = event.endpoint() + " " + event.session();
            LinkState before = states.getOrDefault(whose, LinkState.NEW);
            before = before == LinkState.CLOSED ? LinkState.NEW : before;
            LinkState to = event.to();
            if (event.from() != before || to == null || !before.canBecome(to)) {
                offences.add("an illegal move from " + before + ": " + event);
            } else {
                states.put(whose, to);
            }
        }
    }

    Millrace millrace() {
        return millrace;
    }

    Faults faults() {
        return faults;
    }

    List<LifecycleEvent> events() {
        return events;
    }

    Stream<LifecycleEvent> events(Kind kind) {
        return events.stream().filter(event -> event.kind() == kind);
    }

    /** How many links were lost, or attempts failed. */
    long troubles() {
        return events(Kind.LINK_DOWN).count() + events(Kind.ATTEMPT_FAILED).count();
    }

    Endpoint listen() {
        return listen("");
    }

    Endpoint listen(String options) {
        return millrace.listen(with(FaultyProvider.disguise(EndpointUri.parse(kit.listenUri())), options));
    }

    /** At the address where another endpoint listened before. */
    Endpoint listenAgain(EndpointUri bound, String options) {
        String again = kit.listenAgainUri(FaultyProvider.reveal(bound).withoutParameters());
        return millrace.listen(with(FaultyProvider.disguise(EndpointUri.parse(again)), options));
    }

    Endpoint connect(Endpoint listening) {
        return connect(listening.uri(), "");
    }

    Endpoint connect(EndpointUri bound, String options) {
        String toDial = kit.connectUri(FaultyProvider.reveal(bound).withoutParameters());
        return millrace.connect(with(FaultyProvider.disguise(EndpointUri.parse(toDial)), options));
    }

    /** The timings of the kit, and what a rule wants otherwise: {@code name=value&name=value}. */
    private EndpointUri with(EndpointUri uri, String options) {
        long drainMs = Math.min(2000, kit.patience().toMillis() / 5);
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "heartbeat", "200ms",
                "dead-after", "600ms",
                "handshake-timeout", "1s",
                "backoff-base", "10ms",
                "backoff-cap", "200ms",
                "drain-timeout", drainMs + "ms"));
        for (String option : options.isEmpty() ? new String[0] : options.split("&")) {
            all.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        EndpointUri with = uri;
        for (Map.Entry<String, String> option : all.entrySet()) {
            with = with.withParameter(option.getKey(), option.getValue());
        }
        return with;
    }

    void checkBehaviour() {
        require(offences.isEmpty(), "a runtime misbehaved: " + offences);
    }

    void close() {
        millrace.close();
        closed = true;
        Thread turning = turner;
        if (turning != null) {
            boolean interrupted = false;
            while (turning.isAlive()) {
                try {
                    turning.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
