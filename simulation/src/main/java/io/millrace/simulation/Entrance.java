// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.error.MillraceException;
import io.millrace.internal.session.HelloReader;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;

/** A listener's links before their HELLO, and those that it has let go of. */
final class Entrance {

    /** A link whose HELLO has not come yet. */
    private record Pending(Cable cable, HelloReader reader, long deadlineNs) {}

    private final World world;
    private final Listener listener;
    private final List<Pending> pending = new ArrayList<>(2);
    private final List<Farewell> farewells = new ArrayList<>(2);

    Entrance(World world, Listener listener) {
        this.world = world;
        this.listener = listener;
    }

    void arrived(Cable cable) {
        pending.add(new Pending(cable, new HelloReader(), world.nowNs() + Plan.HANDSHAKE_TIMEOUT_NS));
    }

    void greet(BiConsumer<Cable, Handshake> admit) {
        for (Iterator<Pending> links = pending.iterator(); links.hasNext(); ) {
            Pending link = links.next();
            try {
                Wire wire = link.cable().accepted;
                wire.poll(link.reader());
                Handshake hello = link.reader().hello();
                if (hello != null) {
                    links.remove();
                    admit.accept(link.cable(), hello);
                } else if (world.nowNs() - link.deadlineNs() > 0) {
                    wire.close();
                    links.remove();
                }
            } catch (MillraceException e) {
                listener.requirePlausible(e, link.cable());
                link.cable().accepted.close();
                links.remove();
            }
        }
    }

    void reject(Cable cable, String reason) {
        world.note(listener, " rejects ", cable, reason);
        ByteBuffer frame = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        frame.limit(Reject.truncating(Reject.SUPERSEDED, true, 0, reason).encode(frame, 0, new FrameChecksum()));
        try {
            cable.accepted.write(frame);
        } catch (MillraceException alreadyGone) {
            cable.accepted.close();
            return;
        }
        letGo(cable.accepted);
    }

    void letGo(Wire wire) {
        farewells.add(new Farewell(world, wire, Farewell.NOBODY));
    }

    void seeOff() {
        farewells.removeIf(Farewell::turn);
    }
}
