// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.supervision.Escalation;
import io.millrace.supervision.EscalationHandler;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LifecycleListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to the application's listeners: in order, once, on the I/O agent's thread, or on the conductor's if there
 * is one, under no lock. That a handler stalls is told on another thread, as the I/O thread cannot; never two at once. One that throws
 * does not stop the next; one that is slow is reported to all.
 *
 * <p>What happens while a listener is told something, because it calls back or throws, is told when every listener has
 * heard the event before it: all of them hear one order.
 */
final class EventDispatcher {

    private static final long SLOW_NS = 1_000_000_000;

    private final List<LifecycleListener> listeners;
    private final EngineAgent teller;
    private final NanoClock clock;
    private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();
    private volatile EscalationHandler escalations = new EscalationLog();
    private final AtomicInteger untold = new AtomicInteger();

    /** @param teller on whose thread listeners are called */
    EventDispatcher(List<LifecycleListener> listeners, EngineAgent teller, NanoClock clock) {
        this.listeners = List.copyOf(listeners);
        this.teller = teller;
        this.clock = clock;
    }

    /** Tells the listeners, now or soon. */
    void dispatch(LifecycleEvent event) {
        inOrder(() -> tell(event));
    }

    private void inOrder(Runnable telling) {
        if (teller instanceof ConductorAgent && !teller.isCurrentThread()) {
            teller.execute(() -> inOrderHere(telling));
        } else {
            inOrderHere(telling);
        }
    }

    private void inOrderHere(Runnable telling) {
        pending.add(telling);
        if (untold.getAndIncrement() > 0) {
            // Whoever is at it, be it this thread, goes on with this one.
            return;
        }
        do {
            Runnable next = pending.remove();
            next.run();
        } while (untold.decrementAndGet() > 0);
    }

    private void tell(LifecycleEvent event) {
        for (LifecycleListener listener : listeners) {
            long startNs = clock.nanoTime();
            try {
                listener.onEvent(event);
            } catch (Throwable e) {
                report(event, Kind.LISTENER_FAILED, listener, "threw " + e, e);
            }
            long tookNs = clock.nanoTime() - startNs;
            if (tookNs > SLOW_NS) {
                report(event, Kind.LISTENER_SLOW, listener, "took " + tookNs / 1_000_000 + " ms", null);
            }
        }
    }

    /** Who hears what nobody here can help; before the runtime starts. */
    void escalateTo(EscalationHandler handler) {
        escalations = handler;
    }

    /** After the event that says the same. What a handler throws is logged: there is nobody else to tell. */
    void escalate(Escalation escalation) {
        inOrder(() -> tell(escalation));
    }

    private void tell(Escalation escalation) {
        try {
            escalations.escalate(escalation);
        } catch (Throwable thrown) {
            new EscalationLog().escalate(escalation);
            EscalationLog.handlerThrew(thrown);
        }
    }

    private void report(
            LifecycleEvent event, Kind kind, LifecycleListener listener, String what, @Nullable Throwable cause) {
        if (event.kind() == Kind.LISTENER_FAILED || event.kind() == Kind.LISTENER_SLOW) {
            // A report that is itself taken badly is not reported, or there would be no end.
            return;
        }
        String detail = listener.getClass().getName() + " " + what + " on: " + event;
        InternalException error =
                cause == null ? null : new InternalException(ErrorCode.INTERNAL, detail, "mend the listener", cause);
        dispatch(LifecycleEvent.of(kind, event.endpoint(), event.session(), detail, error));
    }
}
