// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Endpoint;
import io.millrace.IdleMode;
import io.millrace.Millrace;
import io.millrace.ThreadingMode;
import io.millrace.TransportReport;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.internal.session.SessionId;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import io.millrace.supervision.LifecycleListener;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/** The runtime: one I/O agent, its thread, the watchdog, the transports, the endpoints. */
final class MillraceRuntime implements Millrace {

    /** How long to wait for a handler that runs while the runtime is closed, in INVOKER threading. */
    private static final long END_PATIENCE_NS = 1_000_000_000;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final SecureRandom secureRandom = new SecureRandom();
    private final RandomGenerator random;
    private final @Nullable String node;
    private final TransportRegistry registry;
    private final IoAgent agent;
    private final @Nullable AgentThread thread;
    private final IdleChoice idle;
    private final Watchdog watchdog;
    private final EventDispatcher events;
    private final StreamIds streamIds = new StreamIds();
    private final Map<TransportProvider, PeerTransport> transports = new HashMap<>();
    private final Deque<EngineEndpoint> endpoints = new ArrayDeque<>();
    private int endpointCount;
    private boolean closed;

    /** Makes a runtime that stands still until {@link #start}, or until its agent is turned by hand. */
    MillraceRuntime(
            @Nullable String node,
            List<LifecycleListener> listeners,
            List<TransportProvider> registered,
            NanoClock clock) {
        this(node, listeners, registered, clock, new SplittableRandom(new SecureRandom().nextLong()));
    }

    /** The same, with jitter that can be had again. */
    MillraceRuntime(
            @Nullable String node,
            List<LifecycleListener> listeners,
            List<TransportProvider> registered,
            NanoClock clock,
            RandomGenerator random) {
        this(node, listeners, registered, clock, random, ThreadingMode.SHARED, null);
    }

    /** The same, with threads as wanted. */
    MillraceRuntime(
            @Nullable String node,
            List<LifecycleListener> listeners,
            List<TransportProvider> registered,
            NanoClock clock,
            RandomGenerator random,
            ThreadingMode threading,
            @Nullable IdleMode idle) {
        String name = "millrace-" + NUMBER.incrementAndGet();
        this.node = node;
        this.random = random;
        this.registry = new TransportRegistry(registered);
        this.agent = new IoAgent(name + "-io", clock, threading == ThreadingMode.INVOKER);
        this.thread = threading == ThreadingMode.INVOKER ? null : new AgentThread(agent);
        this.idle = new IdleChoice(threading, idle);
        this.watchdog = new Watchdog(agent, name + "-watchdog");
        this.events = new EventDispatcher(listeners, agent);
    }

    MillraceRuntime start() {
        if (thread == null) {
            agent.onStart();
            agent.turnedBy(null);
        } else {
            thread.start();
        }
        watchdog.start();
        return this;
    }

    // ---- for the engine ----

    IoAgent agent() {
        return agent;
    }

    EventDispatcher events() {
        return events;
    }

    StreamIds streamIds() {
        return streamIds;
    }

    RandomGenerator random() {
        return random;
    }

    /** Random and not 0; never from a clock, which may go back. */
    long newEpoch() {
        long epoch;
        do {
            epoch = secureRandom.nextLong();
        } while (epoch == 0);
        return epoch;
    }

    SessionId newSessionId() {
        return new SessionId(secureRandom.nextLong(), secureRandom.nextLong());
    }

    /** An endpoint has come to its end. I/O agent's thread. */
    void released(EngineEndpoint endpoint) {
        agent.remove(endpoint);
        synchronized (this) {
            endpoints.remove(endpoint);
        }
    }

    // ---- endpoints ----

    @Override
    public Endpoint listen(String uri) {
        return listen(EndpointUri.parse(uri));
    }

    @Override
    public Endpoint listen(EndpointUri uri) {
        TransportProvider provider = registry.provider(uri);
        Options options = EndpointOptions.parse(uri, provider.options());
        EndpointConfig config = EndpointConfig.of(options, identity(options));
        agent.idleMode(idle.settle(uri, options));
        return agent.call(() -> {
            requireOpen();
            PeerTransport transport = transport(provider);
            LinkAcceptor acceptor = transport.listen(uri, options);
            ListeningEndpoint endpoint =
                    new ListeningEndpoint(this, BoundTransport.of(provider, transport, uri), config, acceptor, options);
            try {
                add(endpoint);
            } catch (PublicationException closedMeanwhile) {
                acceptor.close();
                throw closedMeanwhile;
            }
            endpoint.start();
            return endpoint;
        });
    }

    @Override
    public Endpoint connect(String uri) {
        return connect(EndpointUri.parse(uri));
    }

    @Override
    public Endpoint connect(EndpointUri uri) {
        TransportProvider provider = registry.provider(uri);
        Options options = EndpointOptions.parse(uri, provider.options());
        EndpointConfig config = EndpointConfig.of(options, identity(options));
        agent.idleMode(idle.settle(uri, options));
        return agent.call(() -> {
            requireOpen();
            PeerTransport transport = transport(provider);
            DialledEndpoint endpoint =
                    new DialledEndpoint(this, BoundTransport.of(provider, transport, uri), config, uri, options);
            add(endpoint);
            endpoint.start();
            return endpoint;
        });
    }

    private void add(EngineEndpoint endpoint) {
        synchronized (this) {
            requireOpen();
            endpoints.push(endpoint);
        }
        agent.add(endpoint);
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new PublicationException(ErrorCode.CLOSED, "the runtime is closed", "create a new one");
        }
        if (agent.isStopped()) {
            throw new PublicationException(
                    ErrorCode.CLOSED, "the runtime's I/O thread has failed", "see its stack trace; create a new one");
        }
    }

    /** Stable if node or name was configured; else random, and then nothing is promised across a crash. */
    private synchronized String identity(Options options) {
        String name = options.get(EndpointOptions.NAME);
        int number = ++endpointCount;
        if (node == null) {
            return name.isEmpty() ? Long.toHexString(newEpoch()) : name;
        }
        return node + "/" + (name.isEmpty() ? Integer.toString(number) : name);
    }

    /** I/O agent's thread. */
    private PeerTransport transport(TransportProvider provider) {
        return transports.computeIfAbsent(provider, p -> ((PeerTransportProvider) p).create(new Context(agent)));
    }

    private record Context(IoAgent agent) implements TransportContext {
        @Override
        public Selector selector() {
            return agent.selector();
        }

        @Override
        public void wakeup() {
            agent.signal();
        }

        @Override
        public long nanoTime() {
            return agent.nanoTime();
        }
    }

    @Override
    public List<TransportReport> transports() {
        return registry.reports();
    }

    @Override
    public int doWork() {
        return agent.crank().doWork();
    }

    // ---- the end ----

    @Override
    public void close() {
        if (agent.mustNotWait()) {
            new Thread(this::close, agent.roleName() + "-close").start();
            return;
        }
        List<EngineEndpoint> latestFirst;
        synchronized (this) {
            closed = true;
            latestFirst = new ArrayList<>(endpoints);
        }
        agent.crank().closing();
        latestFirst.forEach(Endpoint::close);
        watchdog.stop();
        agent.execute(() -> transports.values().forEach(PeerTransport::close));
        if (thread != null) {
            thread.stop();
        } else {
            agent.patience().until(agent.crank()::tryEnd, END_PATIENCE_NS);
        }
    }
}
