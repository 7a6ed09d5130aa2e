// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.Session;
import org.jspecify.annotations.Nullable;

/** A link and the session that it carries, turned as the engine turns them. */
final class Joint {

    private final Node node;
    private final World world;
    final Session session;
    final Wire wire;
    final Cable cable;
    private boolean awaitsWritable;
    private long lastTickNs;
    private @Nullable MillraceException failedAhead;

    Joint(Node node, World world, Session session, Wire wire, Cable cable) {
        this.node = node;
        this.world = world;
        this.session = session;
        this.wire = wire;
        this.cable = cable;
        this.lastTickNs = world.nowNs();
        (node == cable.dialler ? cable.up : cable.down).of(session);
    }

    /** One turn; throws what the link must be given up for. */
    void turn(boolean urgent) {
        MillraceException failed =
                failedAhead != null ? failedAhead : session.transmitter().takeFailure();
        if (failed != null) {
            throw failed;
        }
        long nowNs = world.nowNs();
        session.polled(poll(), nowNs);
        session.work(nowNs, urgent);
        if (nowNs - lastTickNs >= Plan.HEARTBEAT_NS / 4) {
            lastTickNs = nowNs;
            session.tick(nowNs);
        }
        if (session.transmitter().isCongested() || awaitsWritable) {
            continueWriting(urgent);
        }
    }

    private int poll() {
        try {
            return wire.poll(session);
        } catch (MillraceException | Violation e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Violation(node + " failed on " + wire.description() + ": " + e, e);
        }
    }

    private void continueWriting(boolean urgent) {
        if (!urgent && session.isFilling() && !awaitsWritable) {
            return;
        }
        if (!awaitsWritable) {
            awaitsWritable = true;
        } else if (wire.isWritable()) {
            awaitsWritable = false;
            session.transmitter().trySend();
        }
    }

    /** A handler wants room: what acknowledgements are here are taken, messages are kept. */
    void controlWork() {
        if (session.isHandling()) {
            session.lookAhead();
        } else if (failedAhead == null) {
            session.hold(true);
            try {
                int bytes = wire.poll(session);
                if (bytes > 0) {
                    session.polled(bytes, world.nowNs());
                }
            } catch (MillraceException e) {
                failedAhead = e;
            } catch (RuntimeException e) {
                failedAhead = new InternalException(ErrorCode.INTERNAL, "failed ahead: " + e, "report it", e);
            } finally {
                session.hold(false);
            }
        }
        session.transmitter().trySend();
    }

    void close() {
        session.disconnected();
        wire.close();
    }
}
