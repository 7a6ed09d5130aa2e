// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks what a handler is given: order, no hole, nothing twice unless it says so. Survives crashes of its process. */
final class DeliveryCheck {

    private final String name;
    private final List<String> wrong;

    private long last = -1;
    private long highest = -1;
    private boolean mayRepeat;
    private boolean mayMiss;
    private boolean restartSeen;
    private long refused = -1;

    /** Where it may go on after a publisher's crashes. */
    private final Set<Long> firstOfLives = new HashSet<>();

    private final List<String> trace = new ArrayList<>();

    DeliveryCheck(String name, List<String> wrong) {
        this.name = name;
        this.wrong = wrong;
    }

    long highest() {
        return highest;
    }

    /** The subscriber's process crashed: what follows may repeat, and says so. */
    void subscriberCrashed() {
        mayRepeat = true;
        restartSeen = false;
        refused = -1;
        trace.add("crash");
    }

    /** The publisher's process crashed: what follows begins with this number, after a gap if something is missing. */
    void publisherCrashed(long firstNumber) {
        firstOfLives.add(firstNumber);
        refused = -1;
        trace.add("new life at " + firstNumber);
    }

    void gapSeen() {
        mayMiss = true;
        refused = -1;
        trace.add("gap");
    }

    void restartSeen() {
        restartSeen = true;
        trace.add("restart");
    }

    /** Another handler of the same process. */
    void handlerChanged() {
        refused = -1;
        trace.add("handler changed");
    }

    Action check(Message message, Action answer) {
        long number = message.getLong(0);
        trace.add(number + (message.isRedelivered() ? "r" : "") + (answer == Action.RETRY ? "?" : ""));
        if (trace.size() > 40) {
            trace.remove(0);
        }
        if (!NumberedStream.isIntact(number, message.copy())) {
            complain("message " + number + " of " + message.length() + " bytes is not what was published");
        }
        if (refused >= 0 && number != refused) {
            complain(number + " came before " + refused + ", which is to be tried again");
        }
        boolean contiguous = number == last + 1;
        boolean repeats = mayRepeat && number <= last + 1;
        boolean jumps = firstOfLives.contains(number) && number > last && (mayMiss || last < 0);
        if (!contiguous && !repeats && !jumps) {
            complain(number + " came after " + last);
        }
        if (number <= highest && (!message.isRedelivered() || !restartSeen)) {
            complain(number + " was handled before and does not say so");
        }
        if (message.isRedelivered() && !restartSeen) {
            complain(number + " is marked as redelivered without an event before it");
        }
        if (answer == Action.RETRY) {
            refused = number;
            return answer;
        }
        refused = -1;
        mayRepeat = false;
        mayMiss = false;
        last = number;
        highest = Math.max(highest, number);
        return answer;
    }

    private void complain(String what) {
        wrong.add(name + ": " + what + " " + trace);
    }
}
