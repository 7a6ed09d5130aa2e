// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorClass;
import io.millrace.spi.TransportProvider;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.NanoClock;

/** A process of a simulation: a runtime without threads, which can be killed. */
final class SimulatedNode {

    final MillraceRuntime runtime;
    final List<LifecycleEvent> events = new ArrayList<>();

    private final List<Throwable> errors = new ArrayList<>();
    private final AgentInvoker invoker;

    SimulatedNode(String node, TransportProvider network, NanoClock clock, long seed) {
        runtime = new MillraceRuntime(node, List.of(events::add), List.of(network), clock, new SplittableRandom(seed));
        runtime.events().escalateTo(escalation -> {
            throw new AssertionError(escalation.toString(), escalation.cause());
        });
        invoker = new AgentInvoker(errors::add, null, runtime.agent());
        invoker.start();
    }

    void turn(int times) {
        for (int i = 0; i < times; i++) {
            invoker.invoke();
        }
        if (!errors.isEmpty()) {
            throw new AssertionError("the agent threw", errors.get(0));
        }
    }

    /** The process is gone: no farewell, no drain. */
    void kill() {
        invoker.close();
    }

    Stream<LifecycleEvent> events(Kind kind) {
        return events.stream().filter(event -> event.kind() == kind);
    }

    /** Fails if something happened that only a mistake of ours explains. */
    void requireNoBlunder() {
        for (LifecycleEvent event : events) {
            boolean blunder = event.kind() == Kind.HANDLER_FAILED || event.kind() == Kind.LOSS;
            if (event.cause() != null) {
                ErrorClass errorClass = event.cause().errorClass();
                blunder |= errorClass != ErrorClass.TRANSIENT;
                blunder |= switch (event.cause().code()) {
                    case UNEXPECTED_POSITION, TAIL_LOSS, BAD_CHECKSUM -> true;
                    default -> false;
                };
            }
            if (blunder) {
                throw new AssertionError(event.toString(), event.cause());
            }
        }
    }
}
