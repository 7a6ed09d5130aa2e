// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import io.millrace.internal.engine.RuntimeConfig;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleListener;
import java.util.List;

/**
 * The runtime: its threads, and the transports that it found on the class path or module path. Thread-safe. One for a
 * process is the normal case. Close it to close every endpoint.
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

    /** To change settings before the runtime starts. */
    static Builder builder() {
        return new RuntimeConfig();
    }

    /**
     * Binds a URI and accepts peers there. Returns when it is bound.
     *
     * @throws io.millrace.error.MillraceException if the URI is wrong, no transport serves its scheme, or the address
     *     cannot be bound
     */
    Endpoint listen(String uri);

    /** As {@link #listen(String)}. */
    Endpoint listen(EndpointUri uri);

    /**
     * Connects to a URI, and again whenever the link is lost. Returns at once; messages published meanwhile wait in
     * their rings.
     *
     * @throws io.millrace.error.MillraceException if the URI is wrong or no transport serves its scheme
     */
    Endpoint connect(String uri);

    /** As {@link #connect(String)}. */
    Endpoint connect(EndpointUri uri);

    /** The transports found, and the providers that could not be loaded with the reason. */
    List<TransportReport> transports();

    /** Closes every endpoint, in reverse order of their making, then the threads. Idempotent. */
    @Override
    void close();

    /** Settings of a runtime. Not thread-safe. */
    interface Builder {

        /** This process's name in the identity of its endpoints; random if not set. */
        Builder node(String node);

        /** Adds a listener for the events of every endpoint; called on the I/O thread, must be quick. */
        Builder listener(LifecycleListener listener);

        /** Adds a provider that {@code ServiceLoader} cannot find, for example in a fat jar that lost its services file. */
        Builder register(TransportProvider provider);

        /** Builds and starts the runtime. */
        Millrace build();
    }
}
