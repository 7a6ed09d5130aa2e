// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.access.AccessPolicy;
import io.millrace.internal.engine.RuntimeConfig;
import io.millrace.pipeline.PipelineBuilder;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.EscalationHandler;
import io.millrace.supervision.LifecycleListener;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * The runtime: its threads, and the transports that it found on the class path or module path. Made by the application,
 * which closes it, and with it every endpoint. Thread-safe. One for a process is the normal case; a second one has
 * threads of its own.
 *
 * <pre>{@code
 * try (Millrace millrace = Millrace.create()) {
 *     Endpoint server = millrace.listen("tcp://127.0.0.1:7400");
 *     server.subscribe("orders", message -> System.out.println(message.asString()));
 *
 *     Endpoint client = millrace.connect("tcp://127.0.0.1:7400");
 *     Publication orders = client.publication("orders");
 *     orders.publish("42 apples");
 *     orders.drain(Duration.ofSeconds(5));
 * }
 * }</pre>
 */
public interface Millrace extends AutoCloseable {

    /** A runtime with default settings. */
    static Millrace create() {
        return builder().build();
    }

    /** To change settings before the runtime starts. Nothing is started by this. */
    static Builder builder() {
        return new RuntimeConfig();
    }

    /**
     * Binds a URI and accepts peers there. Returns when it is bound; a host name is looked up before, which may take a
     * while.
     *
     * @throws io.millrace.error.MillraceException if the URI is wrong, no transport serves its scheme, or the address
     *     cannot be bound
     */
    Endpoint listen(String uri);

    /** As {@link #listen(String)}, of a URI that was parsed before. */
    Endpoint listen(EndpointUri uri);

    /**
     * Connects to a URI, and again whenever the link is lost. Returns at once; messages published meanwhile wait in
     * their rings.
     *
     * @throws io.millrace.error.MillraceException if the URI is wrong or no transport serves its scheme
     */
    Endpoint connect(String uri);

    /** As {@link #connect(String)}, of a URI that was parsed before, such as that of a listening endpoint. */
    Endpoint connect(EndpointUri uri);

    /**
     * One turn of a runtime that was built with {@link ThreadingMode#INVOKER}: reads, calls handlers and listeners,
     * writes, looks at its timers. Never waits; call it again and again, on one thread, which from then on is the
     * runtime's. Calls that wait ({@code listen}, {@code publish}, {@code drain}, {@code close}) turn it themselves when
     * made on that thread; on another they wait for it. Until the first call the runtime's thread is the one that built
     * it. While the application does something else a watchdog keeps the peers from taking it for dead; messages wait.
     *
     * @return work done; 0 if there was nothing to do, and after the runtime was closed
     * @throws io.millrace.error.ConfigurationException {@code WRONG_THREADING} in another threading mode, in a handler, or
     *     while another thread is in it
     */
    int doWork();

    /**
     * Begins a pipeline: stages over one ring of messages, with or without endpoints that feed it or send what it lets
     * through. Nothing runs before {@link PipelineBuilder#start}; it is closed with the runtime, before the endpoints are.
     *
     * @param name of the pipeline, in health, metrics and the names of its threads
     */
    PipelineBuilder pipeline(String name);

    /** Whether the runtime is live and ready, and why not. Asks no other thread, so that a stuck one is seen. */
    Health health();

    /** The transports found, and the providers that could not be loaded with the reason. */
    List<TransportReport> transports();

    /**
     * Closes every pipeline, then every endpoint, in reverse order of their making, then the threads, and returns when they have ended.
     * Called in a handler or listener it returns at once, and a thread of its own does it. Idempotent.
     */
    @Override
    void close();

    /** Settings of a runtime. Not thread-safe. */
    interface Builder {

        /** This process's name in the identity of its endpoints; random if not set. */
        Builder node(String node);

        /**
         * Adds a listener for the events of every endpoint; called on the I/O thread, with
         * {@link ThreadingMode#DEDICATED} on the conductor's, and must be quick. While a handler stalls, and holds that
         * thread up, another one calls; never two at once. Listeners hear each event in the order of their adding.
         */
        Builder listener(LifecycleListener listener);

        /**
         * Who hears when an endpoint has failed and neither a retry nor a restart can help: a bug that keeps showing, or
         * a broken virtual machine or class path. Without one it is written to the {@link System.Logger} {@code
         * io.millrace}. Called on the I/O thread after the event that says the same; must be quick.
         */
        Builder escalation(EscalationHandler handler);

        /**
         * Registers the meters of {@link MetricName} for the runtime and each endpoint, until they are closed. Needs
         * Micrometer, {@code io.micrometer:micrometer-core}, which nothing else of Millrace does. Messages pay nothing
         * for it: meters read plain counters that are renewed a few times a heartbeat.
         */
        @SuppressWarnings("exports")
        Builder meterRegistry(MeterRegistry registry);

        /** Adds a provider that {@code ServiceLoader} cannot find, for example in a fat jar that lost its services file. */
        Builder register(TransportProvider provider);

        /**
         * Names a secret that URIs refer to as {@code callback:name}, such as {@code token=callback:orders}: it is asked for
         * each time that the secret is needed, on the thread that needs it, the I/O thread as a rule, and must be quick; keep
         * a fresh token in a field, and fetch the next one elsewhere. What it throws is not shown, as it may hold the secret.
         *
         * @throws IllegalArgumentException if the name is taken
         */
        Builder secret(String name, Supplier<String> secret);

        /** What peers may publish and subscribe to at listening endpoints; without one tokens decide, if there are any. */
        Builder accessPolicy(AccessPolicy policy);

        /**
         * The wall clock by which session tokens begin and end; the system's if not set. Nothing else reads a wall clock:
         * every deadline is by {@link System#nanoTime}.
         */
        Builder wallClock(InstantSource clock);

        /** On which threads the work is done; {@link ThreadingMode#SHARED} if not set. */
        Builder threading(ThreadingMode mode);

        /**
         * How the runtime's threads wait. If not set, the first URI that says {@code idle=} decides for the whole
         * runtime, else it is {@link IdleMode#ADAPTIVE}. A URI that contradicts is an error. Not for
         * {@link ThreadingMode#INVOKER}, where {@code idle=} in a URI is ignored too.
         */
        Builder idle(IdleMode mode);

        /** Builds and starts the runtime. */
        Millrace build();
    }
}
