// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.internal.session.Session;
import io.millrace.spi.frame.CloseFrame;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
    private int crashes;

    Schedule(World world) {
        this.world = world;
        this.plan = world.plan();
        this.dice = world.dice();
        this.checks = new Checks(world);
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
            cut();
        } else if ((roll -= plan.vanish) < 0) {
            vanish();
        } else if ((roll -= plan.hold) < 0) {
            hold();
        } else if ((roll -= plan.loseTail) < 0) {
            loseTail();
        } else if ((roll -= plan.inject) < 0) {
            inject();
        } else if ((roll -= plan.crash) < 0) {
            crash();
        } else if ((roll -= plan.handler) < 0) {
            changeHandler();
        } else if ((roll -= plan.close) < 0) {
            close();
        } else if ((roll -= plan.twin) < 0) {
            twin();
        } else if ((roll -= plan.isolate) < 0) {
            isolate();
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
        for (int i = 0; i < life.outlets().size(); i++) {
            Session session = life.outlets().get(i).session();
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
            world.listener().turn(dice.percent(30));
            turnDiallers();
        }
    }

    private void dial(int percent) {
        for (Dialler dialler : world.diallers()) {
            if (dice.percent(percent) && dialler.dial() && plan.inject > 0 && dice.percent(40)) {
                greetWrongly(dialler);
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
            zombie.turn(false);
            if (zombie.isOver()) {
                zombie.crash();
            }
            return zombie.isOver();
        });
    }

    private void cut() {
        Cable cable = world.anyCable();
        if (cable != null) {
            world.note("", "cut ", null, cable);
            cable.cut(dice);
        }
    }

    private void vanish() {
        Cable cable = world.anyCable();
        if (cable == null) {
            return;
        }
        world.note("", "silently dead: ", null, cable);
        if (dice.coin()) {
            cable.vanish(dice);
        } else {
            cable.deafen(dice, dice.coin());
        }
    }

    private void hold() {
        Cable cable = world.anyCable();
        if (cable == null) {
            return;
        }
        switch (dice.below(4)) {
            case 0 -> cable.pipe(dice.coin()).held = true;
            case 1 -> cable.pipe(dice.coin()).capacity = dice.below(400);
            case 2 -> cable.pipe(dice.coin()).writeAtMost = 1 + dice.below(100);
            default -> cable.mend();
        }
    }

    private void loseTail() {
        Cable cable = world.anyCable();
        boolean toListener = dice.coin();
        if (cable != null && cable.tap(toListener).loseTail(cable.pipe(toListener), dice)) {
            world.note("", "tail lost on ", null, cable);
            cable.lossy = true;
        }
    }

    /** A WELCOME of an earlier link comes first. */
    private void greetWrongly(Dialler dialler) {
        Archive.Frame frame = world.archive().any();
        Joint joint = dialler.joint();
        if (joint != null
                && frame != null
                && frame.kind == FrameDescriptor.KIND_WELCOME
                && frame.dialler == dialler.index) {
            world.note("", "an old WELCOME on ", null, joint.cable);
            joint.cable.tampered = joint.cable.pipe(false).inject(frame.bytes);
        }
    }

    /** A frame that was sent before turns up again: of a stream on the same link, or of an epoch that is over. */
    private void inject() {
        Cable cable = world.anyCable();
        if (cable == null || !cable.isWhole()) {
            return;
        }
        boolean toListener = dice.coin();
        if (dice.coin()) {
            if (cable.tap(toListener).repeat(cable.pipe(toListener), dice)) {
                world.note("", "a frame repeated on ", null, cable);
            }
            return;
        }
        Archive.Frame frame = world.archive().any();
        if (frame != null
                && frame.dialler == cable.dialler.index
                && frame.toListener == toListener
                && cable.tap(toListener).isGreeted()
                && isOfPastEpoch(frame, cable)
                && cable.pipe(toListener).inject(frame.bytes)) {
            world.note("", "an old " + FrameDescriptor.kindName(frame.kind) + " on ", null, cable);
        }
    }

    private static boolean isOfPastEpoch(Archive.Frame frame, Cable cable) {
        ByteBuffer b = ByteBuffer.wrap(frame.bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean answers = false;
        long epoch;
        switch (frame.kind) {
            case FrameDescriptor.KIND_STATUS -> {
                epoch = StatusFrame.epoch(b, 0);
                answers = true;
            }
            case FrameDescriptor.KIND_UNSUBSCRIBE -> {
                epoch = UnsubscribeFrame.epoch(b, 0);
                answers = true;
            }
            case FrameDescriptor.KIND_CLOSE -> epoch = CloseFrame.epoch(b, 0);
            case FrameDescriptor.KIND_GAP -> epoch = GapFrame.epoch(b, 0);
            default -> {
                return false;
            }
        }
        Life present = cable.tap(answers != frame.toListener).life(FrameFlyweight.streamId(b, 0));
        return epoch != 0 && present != null && present.epoch() > epoch;
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

    /** For longer than anybody waits. */
    private void isolate() {
        Dialler dialler = anyDialler();
        Joint joint = dialler.joint();
        if (joint != null) {
            world.note("", "silence, and a long time, for ", null, dialler);
            joint.cable.vanish(dice);
            world.pass(dice.below(900) * Plan.MS);
        }
    }

    private void leave() {
        Dialler dialler = anyDialler();
        if (!dialler.isLeaving()) {
            world.note("", "closing ", null, dialler);
            dialler.leave();
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
            world.listener().turn(true);
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
            world.listener().turn(true);
            for (Dialler dialler : world.diallers()) {
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
