// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;

/** What must hold after every step, seen from both sides at once, as nobody in the protocol can. */
final class Checks {

    private final World world;

    Checks(World world) {
        this.world = world;
    }

    void everything() {
        check(world.listener());
        for (Dialler dialler : world.diallers()) {
            check(dialler);
            requireOneGeneration(dialler);
        }
        for (Dialler zombie : world.zombies()) {
            check(zombie);
        }
    }

    private static void check(Node node) {
        for (Life life : node.lives) {
            if (life != null) {
                check(life);
            }
        }
        for (int i = 0; i < node.replies.ports().size(); i++) {
            check(node.replies.ports().get(i).life());
        }
    }

    private static void check(Life life) {
        if (life.oldestHeld() > life.unpublishedFrom()) {
            throw new Violation("invariant 2: " + life + " has released " + life.oldestHeld() + ", and the claim at "
                    + life.unpublishedFrom() + " is still written");
        }
        for (Life.Outlet outlet : life.outlets()) {
            OutboundStream stream = outlet.stream();
            Receipt receipt = life.receipt(outlet.dialler());
            long handled = receipt.handledTo();
            // Before its first STATUS it is taken to be where it joins.
            if (stream.isSubscribed() && stream.acknowledged() > handled) {
                throw new Violation("invariant 2: " + life + " counts " + stream.acknowledged()
                        + " as acknowledged by dialler " + outlet.dialler() + ", the message at " + handled
                        + " was not handled");
            }
            if (stream.sent() > stream.highestSent() || stream.highestSent() > life.publishedEnd()) {
                throw new Violation("invariant 2: " + life + " sent " + stream.sent() + ", at most "
                        + stream.highestSent() + ", published " + life.publishedEnd());
            }
            if (!receipt.mayLose()
                    && !receipt.isDetached
                    && life.oldestHeld() > Math.max(handled, receipt.forfeitedTo())) {
                throw new Violation("invariant 2 and the account: " + life + " has released " + life.oldestHeld()
                        + ", the message at " + handled + " was neither handled nor announced as lost");
            }
            if (stream.isEnded() && receipt.next < life.count()) {
                throw new Violation("CLOSE of " + life + " is complete, and " + receipt.next + " of " + life.count()
                        + " messages were handled");
            }
        }
    }

    /** Invariant 5: a dialler is up by the listener's answer to this very link. */
    private static void requireOneGeneration(Dialler dialler) {
        Session session = dialler.session();
        Joint joint = dialler.joint();
        if (joint != null && session.isUp() && (joint.cable.tampered || !joint.cable.down.isGreeted())) {
            throw new Violation("invariant 5: " + dialler + " is up on " + joint.cable
                    + (joint.cable.tampered ? " by the WELCOME of an older one" : ", over which nobody said WELCOME"));
        }
    }

    /** True if everything has arrived and been acknowledged, and everybody is connected. */
    boolean isAtRest() {
        for (Dialler dialler : world.diallers()) {
            Joint joint = dialler.joint();
            boolean linked = joint != null && dialler.isUp() && joint.cable.isWhole() && joint.cable.isSound();
            if (!linked || dialler.isLeaving() || !isAtRest(dialler, 1)) {
                return false;
            }
        }
        return !world.listener().isLeaving() && isAtRest(world.listener(), world.diallers().length);
    }

    private static boolean isAtRest(Node node, int subscribers) {
        for (int id = 1; id < node.lives.length; id++) {
            Life life = node.lives[id];
            if (life == null || life.outlets().length != subscribers || !isAtRest(life)) {
                return false;
            }
        }
        for (ReplyPort port : node.replies.ports()) {
            if (!isAtRest(port.life())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAtRest(Life life) {
        for (Life.Outlet outlet : life.outlets()) {
            if (!outlet.stream().isSubscribed()
                    || outlet.stream().isDetached()
                    || outlet.stream().isRefused()
                    || life.receipt(outlet.dialler()).next < life.count()) {
                return false;
            }
        }
        return life.isDrained() && !life.isClosing() && !life.isRefused();
    }

    /** What is not at rest. */
    String unrest() {
        StringBuilder text = new StringBuilder();
        for (Dialler dialler : world.diallers()) {
            text.append(dialler).append(dialler.isUp() ? " up" : " not up").append("; ");
            unrest(text, dialler);
        }
        unrest(text, world.listener());
        return text.toString();
    }

    private static void unrest(StringBuilder text, Node node) {
        for (int id = 1; id < node.lives.length; id++) {
            Life life = node.lives[id];
            if (life == null) {
                text.append("stream ").append(id).append(" of ").append(node).append(" is closed; ");
            } else {
                unrest(text, life);
            }
        }
        for (ReplyPort port : node.replies.ports()) {
            unrest(text, port.life());
        }
    }

    private static void unrest(StringBuilder text, Life life) {
        if (life.outlets().length == 0) {
            text.append(life).append(" has no session; ");
        }
        for (Life.Outlet outlet : life.outlets()) {
            if (!isAtRest(life)) {
                text.append(life)
                        .append(" to dialler ")
                        .append(outlet.dialler())
                        .append(": ")
                        .append(life.receipt(outlet.dialler()).next)
                        .append(" of ")
                        .append(life.count())
                        .append(" handled, sent ")
                        .append(outlet.stream().sent())
                        .append(" of ")
                        .append(life.publishedEnd())
                        .append(", acknowledged ")
                        .append(outlet.stream().acknowledged())
                        .append(outlet.stream().isRefused() ? ", refused" : "")
                        .append(outlet.stream().isDetached() ? ", detached" : "")
                        .append(life.isClosing() ? ", closing" : "")
                        .append("; ");
            }
        }
    }
}
