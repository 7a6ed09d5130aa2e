// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The door of a listener: takes links, waits for their HELLO, hands those that said one to the listener, and turns the
 * others away. I/O agent's thread.
 */
final class Reception {

    private static final int ACCEPTS_PER_TURN = 16;
    private static final long ACCEPT_PAUSE_NS = 100_000_000;

    private final ListeningEndpoint endpoint;
    private LinkAcceptor acceptor;
    private final List<PendingLink> pending = new ArrayList<>();
    private final List<FarewellLink> farewells = new ArrayList<>();
    private boolean open = true;
    private boolean closed;
    private boolean isolated;
    private long acceptAgainNs;

    Reception(ListeningEndpoint endpoint, LinkAcceptor acceptor) {
        this.endpoint = endpoint;
        this.acceptor = acceptor;
    }

    void start(long nowNs) {
        acceptAgainNs = nowNs;
    }

    /** Accepts what has come, and greets what has said HELLO. */
    int turn(long nowNs) {
        int work = open && nowNs - acceptAgainNs >= 0 ? accept(nowNs) : 0;
        return pending.isEmpty() ? work : work + greet(nowNs);
    }

    /** Links that were turned away are read until they are closed. */
    void seeOff(long nowNs) {
        if (!farewells.isEmpty()) {
            farewells.removeIf(farewell -> farewell.turn(nowNs));
        }
    }

    private int accept(long nowNs) {
        int accepted = 0;
        try {
            while (accepted < ACCEPTS_PER_TURN) {
                FrameLink link = acceptor.accept();
                if (link == null) {
                    break;
                }
                accepted++;
                if (!isPrivate(link, nowNs)) {
                    continue;
                }
                pending.add(new PendingLink(
                        link, nowNs + endpoint.config().session().handshakeTimeoutNs()));
            }
        } catch (MillraceException e) {
            acceptAgainNs = nowNs + ACCEPT_PAUSE_NS;
            endpoint.emit(LifecycleEvent.of(Kind.ATTEMPT_FAILED, endpoint.title(), "", "accepting failed", e));
        }
        return accepted;
    }

    private boolean isPrivate(FrameLink link, long nowNs) {
        try {
            endpoint.transport().check(link);
            return true;
        } catch (MillraceException e) {
            farewells.add(refuse(link, e, nowNs));
            return false;
        }
    }

    private int greet(long nowNs) {
        int work = 0;
        Iterator<PendingLink> links = pending.iterator();
        List<PendingLink> greeted = new ArrayList<>(0);
        List<Handshake> hellos = new ArrayList<>(0);
        while (links.hasNext()) {
            PendingLink link = links.next();
            try {
                Handshake hello = link.poll(nowNs);
                if (hello == null) {
                    continue;
                }
                greeted.add(link);
                hellos.add(hello);
            } catch (MillraceException e) {
                farewells.add(refuse(link.link(), e, nowNs));
            }
            links.remove();
            work++;
        }
        for (int i = 0; i < greeted.size(); i++) {
            admit(greeted.get(i).link(), hellos.get(i), nowNs);
        }
        return work;
    }

    private FarewellLink refuse(FrameLink link, MillraceException cause, long nowNs) {
        endpoint.emit(
                LifecycleEvent.of(Kind.ATTEMPT_FAILED, endpoint.title(), "", "from " + link.description(), cause));
        return switch (cause.errorClass()) {
            case PROTOCOL, PERMANENT -> FarewellLink.reject(link, Reject.NOT_MILLRACE, "", nowNs);
            default -> FarewellLink.of(link, nowNs);
        };
    }

    private void admit(FrameLink link, Handshake hello, long nowNs) {
        if (!open) {
            reject(link, Reject.DRAINING, "closing", nowNs);
        } else if (isolated) {
            reject(link, Reject.DRAINING, "taken out of service by its operator", nowNs);
        } else if (hello.minVersion() > FrameDescriptor.VERSION || hello.maxVersion() < FrameDescriptor.VERSION) {
            reject(link, Reject.VERSION, "this end speaks version " + FrameDescriptor.VERSION, nowNs);
        } else {
            endpoint.admit(link, hello, nowNs);
        }
    }

    void reject(FrameLink link, int code, String reason, long nowNs) {
        endpoint.emit(LifecycleEvent.of(
                Kind.ATTEMPT_FAILED,
                endpoint.title(),
                "",
                "rejected " + link.description() + ": " + Reject.codeName(code) + ", " + reason,
                null));
        farewells.add(FarewellLink.reject(link, code, reason, nowNs));
    }

    /** A link that was told to go by its session. */
    void letGo(FrameLink link, long nowNs) {
        farewells.add(FarewellLink.of(link, nowNs));
    }

    /** Nobody new is taken. */
    void stop() {
        open = false;
        if (!closed) {
            closed = true;
            acceptor.close();
        }
    }

    /** Whoever says HELLO is asked to come back later. */
    void admitNobody(boolean isIsolated) {
        isolated = isIsolated;
    }

    boolean isOpen() {
        return open;
    }

    /** Bound again after a failure. */
    void reopen(LinkAcceptor bound) {
        acceptor = bound;
        open = true;
        closed = false;
    }

    void letGoOfAll() {
        pending.forEach(link -> link.link().close());
        pending.clear();
        farewells.forEach(FarewellLink::close);
        farewells.clear();
    }

    void close() {
        stop();
        letGoOfAll();
    }
}
