// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Endpoint;
import io.millrace.Health;
import io.millrace.IdleMode;
import io.millrace.Millrace;
import io.millrace.ThreadingMode;
import io.millrace.TransportReport;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.internal.access.AccessOptions;
import io.millrace.internal.access.Gatekeeper;
import io.millrace.internal.access.RuntimeAccess;
import io.millrace.internal.access.TokenSupply;
import io.millrace.internal.metrics.Instruments;
import io.millrace.internal.session.SessionId;
import io.millrace.internal.session.SessionSettings;
import io.millrace.pipeline.PipelineBuilder;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.LogTransportProvider;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.log.LogBroker;
import io.millrace.spi.log.LogTerms;
import io.millrace.spi.log.LogTransport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import io.millrace.supervision.LifecycleListener;
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

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final SecureRandom secureRandom = new SecureRandom();
    private final RandomGenerator random;
    private final @Nullable String node;
    private final TransportRegistry registry;
    private final IoAgent agent;
    private final Crew crew;
    private final IdleChoice idle;
    private final Inspection inspection;
    private final Watchdog watchdog;
    private final EventDispatcher events;
    private final StreamIds streamIds = new StreamIds();
    private final Pipelines pipelines = new Pipelines();
    private final Map<TransportProvider, PeerTransport> transports = new HashMap<>();
    private final Map<TransportProvider, LogTransport> logs = new HashMap<>();
    private final Deque<EngineEndpoint> endpoints = new ArrayDeque<>();
    private int endpointCount;
    private @Nullable Instruments instruments;
    private Instruments.@Nullable Registration meters;
    private RuntimeAccess access = RuntimeAccess.DEFAULT;
    private int opened;
    private volatile boolean closed;

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
        this.crew = new Crew(name, clock, threading);
        this.agent = crew.io();
        this.idle = new IdleChoice(threading, idle);
        this.inspection = new Inspection(this, name);
        this.watchdog = new Watchdog(agent, name + "-watchdog", this::look);
        this.events = new EventDispatcher(listeners, crew.teller(), clock);
    }

    MillraceRuntime start() {
        crew.start();
        watchdog.start();
        return this;
    }

    private void look() {
        pipelines.look();
        inspection.look();
    }

    // ---- for the engine ----

    /** Those that are not over. */
    List<EngineEndpoint> endpoints() {
        synchronized (this) {
            return List.copyOf(endpoints);
        }
    }

    Crew crew() {
        return crew;
    }

    IoAgent agent() {
        return agent;
    }

    EventDispatcher events() {
        return events;
    }

    /** Where meters are registered; null if nobody wants any. */
    @Nullable Instruments instruments() {
        return instruments;
    }

    /** Before the start: endpoints are measured from their opening on. */
    void meter(Instruments with) {
        instruments = with;
        meters = with.watch(() -> health().live(), () -> health().ready());
    }

    /** Before the start: who is let in, and where secrets come from. */
    void access(RuntimeAccess with) {
        access = with;
    }

    /** Numbers endpoints in the order of their opening. I/O agent's thread. */
    int nextNumber() {
        return ++opened;
    }

    StreamIds streamIds() {
        return streamIds;
    }

    Pipelines pipelines() {
        return pipelines;
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
        if (provider instanceof LogTransportProvider) {
            throw uri.invalid(
                    1,
                    "nobody listens on " + uri.scheme() + ": a broker stands between, and all ends connect to it",
                    "call connect, or millrace sub and pub instead of listening");
        }
        Options options = EndpointOptions.parse(uri, provider.options());
        AccessOptions.checkListening(options);
        Gatekeeper gatekeeper = Gatekeeper.of(options, options.get(EndpointOptions.NAME), access);
        EndpointConfig config = EndpointConfig.of(options, identity(options, null));
        crew.idleMode(idle.settle(uri, options));
        BoundTransport transport = transport(provider, uri, options);
        LinkAcceptor acceptor = crew.seeker().call(() -> transport.peer().listen(uri, options));
        return agent.call(() -> {
            ListeningEndpoint endpoint = new ListeningEndpoint(this, transport, config, acceptor, options, gatekeeper);
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
        AccessOptions.checkConnecting(options);
        TokenSupply token = TokenSupply.of(options, access.secrets());
        EndpointConfig config = EndpointConfig.of(options, identity(options, token));
        crew.idleMode(idle.settle(uri, options));
        if (provider instanceof LogTransportProvider log) {
            return connect(log, uri, options, config);
        }
        BoundTransport transport = transport(provider, uri, options);
        return agent.call(() -> {
            DialledEndpoint endpoint = new DialledEndpoint(this, transport, config, uri, options, token);
            add(endpoint);
            endpoint.start();
            return endpoint;
        });
    }

    private Endpoint connect(LogTransportProvider provider, EndpointUri uri, Options options, EndpointConfig config) {
        SessionSettings session = config.session();
        LogTerms terms = new LogTerms(session.identity(), session.handshakeTimeoutNs(), session.deadAfterNs());
        return agent.call(() -> {
            requireOpen();
            LogTransport log =
                    logs.computeIfAbsent(provider, p -> provider.create(crew.context(access.secrets(), events)));
            BoundTransport transport = BoundTransport.of(provider, log, uri, options);
            LogBroker broker = log.open(uri, options, terms);
            LogEndpoint endpoint = new LogEndpoint(this, transport, config, uri, broker, opened + 1);
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
        if (crew.isStopped()) {
            throw new PublicationException(
                    ErrorCode.CLOSED, "the runtime's I/O thread has failed", "see its stack trace; create a new one");
        }
    }

    /** Stable if node or name was configured; else random, and then nothing is promised across a crash. */
    private synchronized String identity(Options options, @Nullable TokenSupply token) {
        String name = options.get(EndpointOptions.NAME);
        int number = ++endpointCount;
        if (node == null) {
            String subject = token == null || !name.isEmpty() ? null : token.subject();
            String random = name.isEmpty() ? Long.toHexString(newEpoch()) : name;
            return subject == null ? random : subject + "/" + random;
        }
        return node + "/" + (name.isEmpty() ? Integer.toString(number) : name);
    }

    /** The provider's transport, made by who owns it when it is first wanted. */
    private BoundTransport transport(TransportProvider provider, EndpointUri uri, Options options) {
        return crew.seeker().call(() -> {
            requireOpen();
            PeerTransport peer = transports.computeIfAbsent(
                    provider,
                    p -> crew.forIo(((PeerTransportProvider) p).create(crew.context(access.secrets(), events))));
            return BoundTransport.of(provider, peer, uri, options);
        });
    }

    @Override
    public PipelineBuilder pipeline(String name) {
        return new PipelineConfig(this, name);
    }

    @Override
    public Health health() {
        return HealthCheck.of(crew, endpoints(), pipelines.all(), closed);
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
        if (agent.mustNotWait() || pipelines.isCurrentThread()) {
            new Thread(this::close, agent.roleName() + "-close").start();
            return;
        }
        List<EngineEndpoint> latestFirst;
        synchronized (this) {
            closed = true;
            latestFirst = new ArrayList<>(endpoints);
        }
        agent.crank().closing();
        inspection.end();
        pipelines.close();
        latestFirst.forEach(Endpoint::close);
        if (meters != null) {
            meters.remove();
        }
        watchdog.stop();
        crew.stop(() -> {
            transports.values().forEach(PeerTransport::close);
            logs.values().forEach(LogTransport::close);
        });
    }
}
