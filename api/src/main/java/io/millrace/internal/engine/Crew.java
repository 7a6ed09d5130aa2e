// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.IdleMode;
import io.millrace.ThreadingMode;
import io.millrace.error.MillraceException;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.Secrets;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A runtime's agents, and the threads that turn them, as its threading mode says. The {@link IoAgent} is there in every
 * mode and owns endpoints and sessions; the others, if there, take work off it.
 */
final class Crew {

    /** How long to wait for a handler that runs while the runtime is closed, in INVOKER threading. */
    private static final long END_PATIENCE_NS = 1_000_000_000;

    private final IoAgent io;
    private final @Nullable ConductorAgent conductor;
    private final @Nullable SenderAgent sender;

    /** In the order of their end: who gives work before who does it. */
    private final List<AgentThread> threads = new ArrayList<>();

    Crew(String name, NanoClock clock, ThreadingMode threading) {
        boolean dedicated = threading == ThreadingMode.DEDICATED;
        this.io = new IoAgent(name + (dedicated ? "-receiver" : "-io"), clock, threading == ThreadingMode.INVOKER);
        this.conductor = dedicated ? new ConductorAgent(name + "-conductor", clock, io) : null;
        this.sender = dedicated ? new SenderAgent(name + "-sender", clock, io) : null;
        if (conductor != null && sender != null) {
            io.shareWith(conductor, sender);
        }
        for (EngineAgent agent : agents()) {
            if (threading != ThreadingMode.INVOKER) {
                threads.add(new AgentThread(agent));
            }
        }
    }

    IoAgent io() {
        return io;
    }

    /** Who binds, dials and accepts, and owns the transports. */
    EngineAgent seeker() {
        return conductor == null ? io : conductor;
    }

    /** All agents, in the order in which a test turns them, and in which they end. */
    List<EngineAgent> agents() {
        return conductor == null || sender == null ? List.of(io) : List.of(sender, io, conductor);
    }

    /** Events are told by the seeker. */
    EngineAgent teller() {
        return seeker();
    }

    void idleMode(IdleMode mode) {
        io.idleMode(mode);
        if (sender != null) {
            sender.idleMode(mode);
        }
    }

    boolean isStopped() {
        return agents().stream().anyMatch(EngineAgent::isStopped);
    }

    void start() {
        if (threads.isEmpty()) {
            io.onStart();
            io.turnedBy(null);
        }
        threads.forEach(AgentThread::start);
    }

    /** Ends the threads; what is to be done at the very end is done by the seeker. */
    void stop(Runnable last) {
        if (threads.isEmpty()) {
            io.execute(last);
            io.patience().until(io.crank()::tryEnd, END_PATIENCE_NS);
        }
        for (int i = 0; i < threads.size(); i++) {
            if (i == threads.size() - 1) {
                seeker().execute(last);
            }
            threads.get(i).stop();
        }
    }

    /** What a transport is lent. */
    TransportContext context(Secrets secrets, EventDispatcher events) {
        Notices notices = (uri, detail, problem) -> teller().execute(
                        () -> events.dispatch(LifecycleEvent.of(Kind.NOTICE, uri.toString(), "", detail, problem)));
        return conductor == null
                ? new SharedContext(io, secrets, notices)
                : new DedicatedContext(conductor, io, secrets, notices);
    }

    /** What transports have to say goes to the application's listeners. Any thread. */
    @FunctionalInterface
    private interface Notices {
        void tell(EndpointUri uri, String detail, @Nullable MillraceException problem);
    }

    /** A transport as the I/O agent is to use it. */
    PeerTransport forIo(PeerTransport transport) {
        return conductor == null ? transport : new ConductedTransport(transport, conductor, io);
    }

    private record SharedContext(IoAgent io, Secrets secrets, Notices notices) implements TransportContext {
        @Override
        public Selector selector() {
            return io.selector();
        }

        @Override
        public void wakeup() {
            io.signal();
        }

        @Override
        public long nanoTime() {
            return io.nanoTime();
        }

        @Override
        public void notice(EndpointUri uri, String detail, @Nullable MillraceException problem) {
            notices.tell(uri, detail, problem);
        }
    }

    private record DedicatedContext(ConductorAgent conductor, IoAgent io, Secrets secrets, Notices notices)
            implements TransportContext {
        @Override
        public Selector selector() {
            return conductor.selector();
        }

        @Override
        public void wakeup() {
            // Whoever it is for: a dialled or accepted link is the conductor's, a connected one the I/O agent's.
            conductor.signal();
            io.signal();
        }

        @Override
        public long nanoTime() {
            return io.nanoTime();
        }

        @Override
        public void notice(EndpointUri uri, String detail, @Nullable MillraceException problem) {
            notices.tell(uri, detail, problem);
        }
    }
}
