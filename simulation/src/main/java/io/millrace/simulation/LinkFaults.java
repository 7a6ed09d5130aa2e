// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.spi.frame.ByeFrame;
import io.millrace.spi.frame.CloseFrame;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What befalls links, as the dice say. */
final class LinkFaults {

    private final World world;
    private final Dice dice;

    LinkFaults(World world) {
        this.world = world;
        this.dice = world.dice();
    }

    void cut() {
        Cable cable = world.anyCable();
        if (cable != null) {
            world.note("", "cut ", null, cable);
            cable.cut(dice);
        }
    }

    void vanish() {
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

    void hold() {
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

    /** One direction of a dialler's link stands still, or carries nothing any more. */
    void hinder(Dialler dialler) {
        Joint joint = dialler.joint();
        if (joint == null) {
            return;
        }
        boolean toListener = dice.coin();
        if (dice.percent(70)) {
            joint.cable.pipe(toListener).held = true;
        } else {
            joint.cable.deafen(dice, toListener);
        }
    }

    void loseTail() {
        Cable cable = world.anyCable();
        boolean toListener = dice.coin();
        if (cable != null && cable.tap(toListener).loseTail(cable.pipe(toListener), dice)) {
            world.note("", "tail lost on ", null, cable);
            cable.lossy = true;
        }
    }

    /** A WELCOME of an earlier link comes first. */
    void greetWrongly(Dialler dialler) {
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
    void inject() {
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

    /** For longer than anybody waits. */
    void isolate() {
        Dialler dialler = world.diallers()[dice.below(world.plan().diallers)];
        Joint joint = dialler.joint();
        if (joint != null) {
            world.note("", "silence, and a long time, for ", null, dialler);
            joint.cable.vanish(dice);
            world.pass(dice.below(900) * Plan.MS);
        }
    }

    /** One end asks for another link, or says that the protocol was broken; both end the link and keep the session. */
    void bye() {
        Cable cable = world.anyCable();
        boolean toListener = dice.coin();
        if (cable == null || !cable.isWhole() || !cable.up.isGreeted() || !cable.down.isGreeted()) {
            return;
        }
        int status = dice.coin() ? ByeFrame.RESTART : ByeFrame.PROTOCOL;
        ByteBuffer frame = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        byte[] bytes = new byte[ByeFrame.encode(frame, 0, new FrameChecksum(), status, dice.below(50))];
        frame.get(0, bytes);
        if (cable.pipe(toListener).inject(bytes)) {
            world.note("", "BYE " + ByeFrame.statusName(status) + " on ", null, cable);
            cable.accused |= status == ByeFrame.PROTOCOL;
            cable.pipe(toListener).ended = true;
        }
    }
}
