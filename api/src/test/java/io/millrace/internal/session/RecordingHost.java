// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.ControlledMessageHandler;
import io.millrace.ControlledMessageHandler.Action;
import io.millrace.SubscriptionOptions;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The endpoint that a session under test belongs to: handlers by stream, and everything that happened, in order. */
final class RecordingHost implements SessionHost, Subscriber.FailureListener {

    /** An event of the session. */
    record Event(Kind kind, String stream, long from, long to, String detail) {}

    /** What happened, events and messages alike, as short lines. */
    final List<String> log = new ArrayList<>();

    final List<Event> events = new ArrayList<>();
    final Map<String, Subscriber> subscribers = new HashMap<>();
    final List<Throwable> failures = new ArrayList<>();
    final List<String> outcomes = new ArrayList<>();

    /** Streams that the peer may not publish. */
    final Set<String> denied = new HashSet<>();

    AssemblyMemory assemblyMemory = AssemblyMemory.UNLIMITED;

    int sendFailures;
    boolean draining;

    int agentWakeups;

    /** Turned by the test, of the one subscription that has a ring of its own. */
    final LaneConsumer consumer = new LaneConsumer(() -> agentWakeups++);

    /** Subscribes with a handler that says what becomes of each message. */
    Subscriber subscribe(String stream, ControlledMessageHandler handler) {
        return subscribe(stream, SubscriptionOptions.defaults(), handler);
    }

    /** The same with options. */
    Subscriber subscribe(String stream, SubscriptionOptions options, ControlledMessageHandler handler) {
        Subscriber subscriber = new Subscriber(
                stream,
                null,
                message -> {
                    Action action = handler.onMessage(message);
                    if (action != Action.RETRY) {
                        log.add(stream + "@" + message.position() + (message.isRedelivered() ? " again" : ""));
                    }
                    return action;
                },
                options,
                this,
                options.ownRingBytes() == 0 ? null : consumer);
        subscribers.put(stream, subscriber);
        return subscriber;
    }

    /** Subscribes with a handler that takes everything. */
    Subscriber subscribe(String stream) {
        return subscribe(stream, message -> Action.CONTINUE);
    }

    List<Event> events(Kind kind) {
        return events.stream().filter(event -> event.kind == kind).toList();
    }

    @Override
    public void failed(Subscriber subscriber, long position, Throwable cause, String outcome) {
        failures.add(cause);
        outcomes.add(subscriber.stream() + "@" + position + " " + outcome);
    }

    @Override
    public void stopped(Subscriber subscriber, long position, Throwable cause) {
        failures.add(cause);
        outcomes.add(subscriber.stream() + "@" + position + " stopped");
        subscribers.remove(subscriber.stream());
    }

    @Override
    public void broken(Subscriber subscriber, long position, Throwable cause) {
        failures.add(cause);
        outcomes.add(subscriber.stream() + "@" + position + " broken");
    }

    @Override
    public boolean mayPublish(Session session, String stream) {
        return !denied.contains(stream);
    }

    @Override
    public AssemblyMemory assemblyMemory() {
        return assemblyMemory;
    }

    @Override
    public Subscriber subscriber(String stream) {
        return subscribers.get(stream);
    }

    @Override
    public void event(
            Session session, Kind kind, String stream, long from, long to, String detail, MillraceException cause) {
        events.add(new Event(kind, stream, from, to, detail));
        log.add(kind + (stream.isEmpty() ? "" : " " + stream));
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    public void sendFailed() {
        sendFailures++;
    }
}
