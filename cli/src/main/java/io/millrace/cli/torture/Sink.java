// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.Message;
import io.millrace.MessageHandler;
import java.util.concurrent.locks.LockSupport;

/** The handler of one stream: writes down what it gets, slowly or not at the first attempt if it is told so. */
final class Sink implements MessageHandler {
    private static final long NEVER = Long.MAX_VALUE;

    private final AccountFile account;
    private final Payload payload = new Payload();
    private volatile long waitEvery = NEVER;
    private volatile long waitNs;
    private volatile long throwEvery = NEVER;
    private long lastThrown = -1;

    Sink(AccountFile account) {
        this.account = account;
    }

    void slow(long every, long ns) {
        waitNs = ns;
        waitEvery = every;
    }

    void fail(long every) {
        throwEvery = every;
    }

    void normal() {
        waitEvery = NEVER;
        throwEvery = NEVER;
    }

    @Override
    public void onMessage(Message message) {
        long run = Payload.run(message);
        long counter = Payload.counter(message);
        if (counter % throwEvery == 0 && throwEvery != NEVER && counter != lastThrown) {
            lastThrown = counter;
            throw new IllegalStateException("as it was told to");
        }
        if (counter % waitEvery == 0 && waitEvery != NEVER) {
            LockSupport.parkNanos(waitNs);
        }
        if (!payload.isWhole(message)) {
            account.mark(Entry.Kind.CORRUPT, run, counter, counter + 1);
        }
        // The last thing before it returns: a kill in between is a repeat, and flagged.
        account.message(Entry.Kind.HANDLED, run, counter, message.isRedelivered());
    }
}
