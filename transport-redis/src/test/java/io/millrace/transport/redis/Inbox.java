// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.Message;
import io.millrace.MessageHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Keeps what it is given, and waits for it. */
final class Inbox implements MessageHandler {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> texts = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private long redelivered;

    @Override
    public synchronized void onMessage(Message message) {
        texts.add(message.asString());
        ids.add(message.entryId());
        if (message.isRedelivered()) {
            redelivered++;
        }
        notifyAll();
    }

    synchronized int size() {
        return texts.size();
    }

    synchronized long redelivered() {
        return redelivered;
    }

    synchronized List<String> texts() {
        return List.copyOf(texts);
    }

    synchronized List<String> ids() {
        return List.copyOf(ids);
    }

    /** Waits for so many messages, and says what came. */
    List<String> await(int count) {
        awaitThat(() -> size() >= count);
        return texts();
    }

    static void awaitThat(BooleanSupplier holds) {
        long startNs = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - startNs > PATIENCE.toNanos()) {
                return;
            }
            RedisProcess.pause(5);
        }
    }
}
