// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.internal.session.Session;

/**
 * What happens in one seed: faults and work as the dice say; then all faults stop, and everything must arrive; then one
 * more message a stream, which must arrive without a heartbeat's help.
 */
final class Schedule {

    private static final int REST_TURNS = 900;
    private static final int PROMPT_TURNS = 60;

    private final World world;
    private final Plan plan;
    private final Dice dice;
    private final Checks checks;
    private final LinkFaults faults;
    private int crashes;

    Schedule(World world) {
        this.world = world;
        this.plan = world.plan();
        this.dice = world.dice();
        this.checks = new Checks(world);
        this.faults = new LinkFaults(world);
    }

    void run() {
        for (int step = 0; step < plan.steps; step++) {
            step();
            turnSome();
            checks.everything();
        }
        comeToRest();
        bePrompt();
    }

    // ---- with faults ----

    private void step() {
        int roll = dice.below(plan.sum);
        if ((roll -= plan.publish) < 0) {
            publish(anyNode());
        } else if ((roll -= plan.pass) < 0) {
            world.pass(dice.below(4_000_000));
        } else if ((roll -= plan.longPass) < 0) {
            world.pass(dice.below(400_000_000));
        } else if ((roll -= plan.cut) < 0) {
            faults.cut();
        } else if ((roll -= plan.vanish) < 0) {
            faults.vanish();
        } else if ((roll -= plan.hold) < 0) {
            faults.hold();
        } else if ((roll -= plan.loseTail) < 0) {
            faults.loseTail();
        } else if ((roll -= plan.inject) < 0) {
            faults.inject();
        } else if ((roll -= plan.crash) < 0) {
            crash();
        } else if ((roll -= plan.handler) < 0) {
            changeHandler();
        } else if ((roll -= plan.close) < 0) {
            close();
        } else if ((roll -= plan.twin) < 0) {
            twin();
        } else if ((roll -= plan.isolate) < 0) {
            faults.isolate();
        } else if ((roll -= plan.bye) < 0) {
            faults.bye();
        } else if ((roll -= plan.stick) < 0) {
            stick();
        } else if ((roll -= plan.relieve) < 0) {
            relieve();
        } else {
            leave();
        }
    }

    private Node anyNode() {
        return dice.coin() ? world.listener() : world.diallers()[dice.below(plan.diallers)];
    }

    private Dialler anyDialler() {
        return world.diallers()[dice.below(plan.diallers)];
    }

    private void publish(Node node) {
        Life life = node.lives[1 + dice.below(2)];
        if (life == null) {
            return;
        }
        int kind = dice.below(12);
        int length = Content.LEAST_LENGTH + dice.below(dice.percent(20) ? 250 : 60);
        if (dice.percent(plan.fragmentPercent)) {
            length = Content.LEAST_LENGTH + dice.below(plan.ringBytes / 2);
        }
        if (kind == 0) {
            life.abort(length);
        } else if (kind == 1) {
            life.claim(length, dice.coin());
        } else if (kind == 2) {
            life.complete();
        } else {
            for (int i = 1 + dice.below(dice.percent(25) ? 20 : 4); i > 0 && life.offer(length); i--) {
                length = Content.LEAST_LENGTH + dice.below(60);
            }
        }
        sendInline(life);
    }

    /** A publishing thread writes what it has published itself, or leaves it to the other. */
    private void sendInline(Life life) {
        if (!dice.percent(plan.inlinePercent)) {
            return;
        }
        for (Life.Outlet outlet : life.outlets()) {
            Session session = outlet.session();
            if (!session.transmitter().isCongested()) {
                if (dice.coin()) {
                    session.transmitter().trySend();
                } else {
                    session.transmitter().trySendBatch();
                }
            }
        }
    }

    private void turnSome() {
        for (int i = dice.below(3); i >= 0; i--) {
            dial(40);
            turnListener(dice.percent(30));
            turnDiallers();
        }
    }

    private void turnListener(boolean urgent) {
        Listener listener = world.listener();
        if (world.isFaulty() ? dice.percent(70) : true) {
            listener.turnConsumers();
        }
        listener.turn(urgent);
        if (listener.isGone()) {
            world.note("the listener is gone, another begins");
            listener.release();
            world.anotherListener();
        }
    }

    private void dial(int percent) {
        for (Dialler dialler : world.diallers()) {
            if (dice.percent(percent) && dialler.dial() && plan.inject > 0 && dice.percent(40)) {
                faults.greetWrongly(dialler);
            }
        }
        for (Dialler zombie : world.zombies()) {
            if (dice.percent(percent / 4)) {
                zombie.dial();
            }
        }
    }

    private void turnDiallers() {
        Dialler[] diallers = world.diallers();
        for (int i = 0; i < diallers.length; i++) {
            if (!world.isFaulty() || dice.percent(60)) {
                diallers[i].turnConsumers();
            }
            if (dice.percent(80)) {
                diallers[i].turn(dice.percent(30));
            }
            if (diallers[i].isOver()) {
                world.note("dialler " + i + " is over, another begins");
                diallers[i].crash();
                world.restart(i);
            }
        }
        world.zombies().removeIf(zombie -> {
            zombie.turnConsumers();
            zombie.turn(false);
            if (zombie.isOver()) {
                zombie.crash();
            }
            return zombie.isOver();
        });
    }

    private void crash() {
        if (crashes++ == 4) {
            return;
        }
        if (dice.percent(30)) {
            world.crashListener();
        } else {
            world.crashDialler(dice.below(plan.diallers));
        }
    }

    private void twin() {
        int index = dice.below(plan.diallers);
        if (world.zombies().isEmpty() && !world.diallers()[index].isLeaving()) {
            world.twin(index);
        }
    }

    private void changeHandler() {
        Node node = anyNode();
        String stream = node instanceof Listener ? (dice.coin() ? "up" : "log") : (dice.coin() ? "down" : "side");
        if (plan.replyPercent > 0 && dice.percent(20)) {
            stream = Replies.STREAM;
        }
        if (node.subscriber(stream) == null) {
            world.note(node, " subscribes to ", null, stream);
            node.subscribe(stream);
        } else {
            world.note(node, " leaves ", null, stream);
            node.unsubscribe(stream);
        }
    }

    private void close() {
        Node node = anyNode();
        Life life = node.lives[1 + dice.below(2)];
        if (life != null && !life.isClosing()) {
            world.note("", "close ", null, life);
            life.close();
        }
        world.publishAll();
    }

    /** One consumer is slow, and the publisher goes on. */
    private void stick() {
        anyDialler().stuckUntil(world.nowNs() + dice.below(100) * Plan.MS);
        for (int i = 0; i < 3; i++) {
            publish(world.listener());
        }
    }

    private void relieve() {
        Life life = world.listener().lives[1 + dice.below(2)];
        if (life != null && life.outlets().length > 1) {
            life.relieve(life.outlets()[dice.below(life.outlets().length)], dice);
        }
    }

    /** One end closes, or both at once; and what they say of it may come late, or never. */
    private void leave() {
        boolean both = dice.percent(40);
        boolean listening = dice.percent(30);
        if ((both || listening) && !world.listener().isLeaving()) {
            world.note("the listener closes");
            world.listener().leave();
        }
        Dialler dialler = anyDialler();
        if ((both || !listening) && !dialler.isLeaving()) {
            world.note("", "closing ", null, dialler);
            dialler.leave();
        }
        if (both && dice.coin()) {
            faults.hinder(dialler);
        }
    }

    // ---- without ----

    private void comeToRest() {
        world.note("all faults stop");
        world.endOfFaults();
        world.cables().forEach(Cable::mend);
        for (int turn = 0; turn < REST_TURNS; turn++) {
            world.pass(turn < 20 ? Plan.MS : 20 * Plan.MS);
            if (turn % 8 == 0) {
                world.subscribeAll();
                world.publishAll();
                completeAll();
            }
            dial(100);
            turnListener(true);
            turnDiallers();
            checks.everything();
            if (checks.isAtRest() && world.zombies().isEmpty()) {
                return;
            }
        }
        throw new Violation("invariant 4: not everything arrived: " + checks.unrest());
    }

    private void completeAll() {
        for (Life life : world.lives()) {
            life.complete();
        }
    }

    /** On links that work, and without a heartbeat: nobody may be left waiting for a look that nobody takes. */
    private void bePrompt() {
        for (Node node : world.diallers()) {
            offerOne(node);
        }
        offerOne(world.listener());
        for (int turn = 0; turn < PROMPT_TURNS; turn++) {
            world.pass(Plan.MS / 2);
            turnListener(true);
            for (Dialler dialler : world.diallers()) {
                dialler.turnConsumers();
                dialler.turn(true);
            }
            checks.everything();
            if (checks.isAtRest()) {
                return;
            }
        }
        throw new Violation(
                "on links that work a message takes longer than " + PROMPT_TURNS / 2 + " ms: " + checks.unrest());
    }

    private void offerOne(Node node) {
        for (Life life : node.lives) {
            if (life != null) {
                if (!life.offer(40)) {
                    throw new Violation("at rest, and " + life + " accepts nothing");
                }
                sendInline(life);
            }
        }
    }
}
