// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.session.SlowBudget;

/**
 * What one seed plays: how many take part, how large things are, and which faults there are. Each seed has some of the
 * faults only, so that each of them also meets long stretches without the others.
 */
final class Plan {

    static final long MS = 1_000_000;
    static final long HEARTBEAT_NS = 100 * MS;
    static final long DEAD_AFTER_NS = 300 * MS;
    static final long HANDSHAKE_TIMEOUT_NS = 200 * MS;
    static final long ACKNOWLEDGE_AFTER_NS = MS;

    final int diallers;
    final int steps;
    final int ringBytes;
    final boolean sharedRings;
    final boolean checksummed;
    final int linkBytes;
    final int raggedPercent;
    final int inlinePercent;
    final int retryPercent;
    final int failPercent;
    final int lookAheadPercent;
    final int echoPercent;
    final int priority;
    final boolean lateHandlers;

    /** How many of the messages are larger than a frame; 0 also says that none may be. */
    final int fragmentPercent;

    final int replyPercent;
    final SlowConsumerPolicy policy;
    final long patienceNs;
    final long drainNs;
    private final int ownRings;
    final long sessionTimeoutNs;

    // How often, against each other.
    final int publish;
    final int pass;
    final int longPass;
    final int cut;
    final int vanish;
    final int hold;
    final int loseTail;
    final int inject;
    final int crash;
    final int handler;
    final int close;
    final int twin;
    final int isolate;
    final int leave;
    final int bye;
    final int stick;
    final int relieve;
    final int sum;

    Plan(Dice dice) {
        diallers = dice.percent(60) ? 1 : 2 + dice.below(3);
        steps = 20 + dice.below(60);
        ringBytes = dice.coin() ? 2048 : 4096;
        sharedRings = dice.coin();
        checksummed = dice.percent(20);
        linkBytes = dice.percent(40) ? 40 + dice.below(600) : 1 << 20;
        raggedPercent = dice.percent(60) ? 10 + dice.below(80) : 0;
        inlinePercent = dice.percent(70) ? dice.below(100) : 0;
        retryPercent = dice.percent(40) ? 1 + dice.below(60) : 0;
        failPercent = dice.percent(10) ? 10 : 0;
        lookAheadPercent = dice.percent(20) ? 30 : 0;
        echoPercent = dice.percent(20) ? 30 : 0;
        priority = dice.percent(30) ? dice.below(256) : 0;
        lateHandlers = dice.percent(10);
        sessionTimeoutNs = dice.percent(25) ? 600 * MS : 3_600_000 * MS;
        fragmentPercent = dice.percent(40) ? 5 + dice.below(60) : 0;
        replyPercent = dice.percent(25) ? 1 + dice.below(40) : 0;
        policy = policy(dice, diallers);
        patienceNs = dice.below(20) * MS;
        drainNs = dice.below(400) * MS;
        ownRings = dice.percent(25) ? 1 + dice.below(3) : 0;
        publish = 20 + dice.below(30);
        pass = 10 + dice.below(20);
        longPass = dice.percent(50) ? 1 + dice.below(6) : 0;
        cut = dice.percent(60) ? 1 + dice.below(10) : 0;
        vanish = dice.percent(25) ? 1 + dice.below(4) : 0;
        hold = dice.percent(30) ? 1 + dice.below(6) : 0;
        loseTail = dice.percent(25) ? 1 + dice.below(8) : 0;
        inject = dice.percent(25) ? 1 + dice.below(8) : 0;
        crash = dice.percent(35) ? 1 + dice.below(4) : 0;
        handler = dice.percent(20) ? 1 + dice.below(3) : 0;
        close = dice.percent(25) ? 1 + dice.below(3) : 0;
        twin = dice.percent(10) ? 1 + dice.below(2) : 0;
        isolate = dice.percent(25) ? 1 + dice.below(3) : 0;
        leave = dice.percent(15) ? 1 + dice.below(3) : 0;
        bye = dice.percent(10) ? 1 + dice.below(3) : 0;
        stick = policy == SlowConsumerPolicy.BLOCK ? 0 : dice.below(6);
        relieve = policy == SlowConsumerPolicy.BLOCK || dice.coin() ? 0 : 1 + dice.below(4);
        sum = publish + pass + longPass + cut + vanish + hold + loseTail + inject + crash + handler + close + twin
                + isolate + leave + bye + stick + relieve;
    }

    private static SlowConsumerPolicy policy(Dice dice, int diallers) {
        if (diallers == 1 || dice.percent(40)) {
            return SlowConsumerPolicy.BLOCK;
        }
        return dice.coin() ? SlowConsumerPolicy.DETACH : SlowConsumerPolicy.SKIP;
    }

    int frameSize() {
        return ringBytes / 16;
    }

    int window() {
        return ringBytes / 4;
    }

    SlowBudget slowBudget() {
        return new SlowBudget(patienceNs, 12 * patienceNs);
    }

    /** True if the subscriptions to a stream have rings and threads of their own. */
    boolean hasOwnRing(String stream) {
        return switch (stream) {
            case "up", "down" -> (ownRings & 1) != 0;
            case "log", "side" -> (ownRings & 2) != 0;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return diallers + " dialler(s), " + steps + " steps, rings of " + ringBytes + (sharedRings ? " shared" : "")
                + (checksummed ? " checksummed" : "") + ", links of " + linkBytes + ", ragged " + raggedPercent
                + "%, inline " + inlinePercent + "%, retry " + retryPercent + "%, look-ahead " + lookAheadPercent
                + "%, echo " + echoPercent + "%, fragments " + fragmentPercent + "%, replies " + replyPercent
                + "%, own rings " + ownRings + ", slow consumers " + policy + ", session-timeout "
                + sessionTimeoutNs / MS + " ms";
    }
}
