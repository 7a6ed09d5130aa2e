// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.internal.session.Session;
import io.millrace.spi.frame.FrameDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply publication of each session of a process, made when a handler first asks for one: it goes to that session
 * alone, ends with it, and no successor inherits it.
 */
final class Replies {

    static final String STREAM = "$replies";

    private final World world;
    private final Node node;
    private final List<ReplyPort> ports = new ArrayList<>(0);
    private final List<ReplyPort> fresh = new ArrayList<>(0);
    private final List<Session> ended = new ArrayList<>(0);

    Replies(World world, Node node) {
        this.world = world;
        this.node = node;
    }

    ReplyPort of(Session session) {
        for (ReplyPort port : ports) {
            if (port.session() == session) {
                return port;
            }
        }
        ReplyPort port = new ReplyPort(session, world.newLife(node, STREAM, freeId(), FrameDescriptor.KIND_RESPONSE));
        if (ended.contains(session)) {
            port.close();
        } else {
            ports.add(port);
            fresh.add(port);
        }
        return port;
    }

    private int freeId() {
        for (int id = World.FIRST_REPLY_ID; id < World.STREAM_IDS; id++) {
            if (isFree(id)) {
                return id;
            }
        }
        throw new IllegalStateException("more reply streams than stream ids");
    }

    private boolean isFree(int id) {
        for (ReplyPort port : ports) {
            if (port.life().streamId() == id) {
                return false;
            }
        }
        return true;
    }

    /** Attaches what handlers have asked for since the last turn: no stream begins while a session walks frames. */
    void begin() {
        for (int i = 0; i < fresh.size(); i++) {
            ReplyPort port = fresh.get(i);
            port.life().attach(port.session(), node.diallerOf(port.session()), 0, 0);
        }
        fresh.clear();
    }

    /** A session has ended for good. */
    void end(Session session) {
        ended.add(session);
        ReplyPort port = null;
        for (ReplyPort known : ports) {
            port = known.session() == session ? known : port;
        }
        if (port != null) {
            port.close();
            ports.remove(port);
            fresh.remove(port);
        }
    }

    /** Of the sessions that there are. */
    List<ReplyPort> ports() {
        return ports;
    }

    @Nullable Life life(int streamId) {
        for (ReplyPort port : ports) {
            if (port.life().streamId() == streamId) {
                return port.life();
            }
        }
        return null;
    }
}
