// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test;

import io.millrace.Message;
import io.millrace.MessageHandler;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes down which messages a test has published and which were handled, and compares. Messages are told apart by stream and
 * payload, so give each a payload of its own, such as a number. Thread-safe. It keeps every payload: it is for thousands
 * of messages, not for millions.
 *
 * <p>{@link MillraceTest} makes one that hears the events of its runtimes. Elsewhere add it as a listener, if gaps that were
 * announced are to be known.
 */
public final class Account implements LifecycleListener {
    private static final int MOST_NAMED = 5;

    private record Handled(String payload, boolean redelivered) {}

    private final Map<String, List<String>> accepted = new HashMap<>();
    private final Map<String, List<Handled>> handled = new HashMap<>();
    private final Set<String> gaps = new HashSet<>();

    /** An empty one. */
    public Account() {}

    /** Publishes a text, and writes it down if that went well. */
    public void publish(Publication publication, String text) {
        publication.publish(text);
        accepted(publication.stream(), text);
    }

    /** Publishes, and writes it down if that went well. */
    public void publish(Publication publication, byte[] message) {
        publication.publish(message);
        accepted(publication.stream(), new String(message, StandardCharsets.ISO_8859_1));
    }

    /** A text that was published by other means. */
    public synchronized void accepted(String stream, String text) {
        accepted.computeIfAbsent(stream, name -> new ArrayList<>())
                .add(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /** A handler that only writes down. */
    public MessageHandler recording() {
        return this::handled;
    }

    /** A handler that hands on to another one, and writes down what that has handled without throwing. */
    public MessageHandler recording(MessageHandler next) {
        return message -> {
            next.onMessage(message);
            handled(message);
        };
    }

    private synchronized void handled(Message message) {
        handled.computeIfAbsent(message.stream(), name -> new ArrayList<>())
                .add(new Handled(new String(message.copy(), StandardCharsets.ISO_8859_1), message.isRedelivered()));
    }

    @Override
    public synchronized void onEvent(LifecycleEvent event) {
        if (event.kind() == LifecycleEvent.Kind.GAP) {
            gaps.add(event.stream());
        }
    }

    /** How many of a stream were handled, repeats included. */
    public synchronized int handledCount(String stream) {
        return handled.getOrDefault(stream, List.of()).size();
    }

    /**
     * What Millrace promises while both processes live.
     *
     * @throws AssertionError if one is missing, came twice, or came too early
     */
    public synchronized void assertExactlyOnceInOrder() {
        assertNothingLost();
        assertNothingTwice();
        assertInOrder();
    }

    /**
     * Everything was handled, at least once.
     *
     * @throws AssertionError if one is missing, even if a gap was announced
     */
    public synchronized void assertNothingLost() {
        accepted.forEach((stream, texts) -> {
            List<String> missing = new ArrayList<>(texts);
            missing.removeAll(new HashSet<>(payloads(stream)));
            fail(stream, missing, "lost" + (gaps.contains(stream) ? " (a gap was announced)" : ""));
        });
    }

    /**
     * Nothing was handled twice.
     *
     * @throws AssertionError if one was, marked or not
     */
    public synchronized void assertNothingTwice() {
        handled.forEach((stream, messages) -> {
            Set<String> seen = new HashSet<>();
            fail(
                    stream,
                    payloads(stream).stream().filter(text -> !seen.add(text)).toList(),
                    "handled twice");
        });
    }

    /**
     * Whatever came again was marked, as it is when a subscriber's process has died.
     *
     * @throws AssertionError if one came again without a mark
     */
    public synchronized void assertRepeatsMarked() {
        handled.forEach((stream, messages) -> {
            Set<String> seen = new HashSet<>();
            List<String> unmarked = messages.stream()
                    .filter(message -> !seen.add(message.payload()) && !message.redelivered())
                    .map(Handled::payload)
                    .toList();
            fail(stream, unmarked, "handled again without a mark");
        });
    }

    /**
     * What was handled, repeats apart, came in the order of publishing, and nothing came that was not published.
     *
     * @throws AssertionError if one came after a later one
     */
    public synchronized void assertInOrder() {
        handled.forEach((stream, messages) -> {
            Map<String, Integer> places = new HashMap<>();
            accepted.getOrDefault(stream, List.of()).forEach(text -> places.putIfAbsent(text, places.size()));
            int last = -1;
            Set<String> seen = new HashSet<>();
            for (String text : payloads(stream)) {
                Integer place = places.get(text);
                if (place == null) {
                    fail(stream, List.of(text), "never published");
                } else if (seen.add(text) && place < last) {
                    fail(stream, List.of(text), "handled after a later one");
                } else {
                    last = Math.max(last, place);
                }
            }
        });
    }

    private List<String> payloads(String stream) {
        return handled.getOrDefault(stream, List.of()).stream()
                .map(Handled::payload)
                .toList();
    }

    private void fail(String stream, List<String> texts, String what) {
        if (!texts.isEmpty()) {
            String named = String.join("', '", texts.subList(0, Math.min(MOST_NAMED, texts.size())));
            throw new AssertionError(texts.size() + " of stream " + stream + " " + what + ": '" + named + "'"
                    + (texts.size() > MOST_NAMED ? " and more" : "") + "; " + this);
        }
    }

    @Override
    public synchronized String toString() {
        Set<String> streams = new TreeSet<>(accepted.keySet());
        streams.addAll(handled.keySet());
        StringBuilder text = new StringBuilder();
        for (String stream : streams) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(stream)
                    .append(" accepted ")
                    .append(accepted.getOrDefault(stream, List.of()).size())
                    .append(" handled ")
                    .append(handled.getOrDefault(stream, List.of()).size());
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }
}
