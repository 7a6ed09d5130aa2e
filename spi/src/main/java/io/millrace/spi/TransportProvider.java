// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;

/**
 * Names a transport and what it understands; found by {@link java.util.ServiceLoader} through both {@code module-info}
 * and {@code META-INF/services/io.millrace.spi.TransportProvider}.
 *
 * <p>The engine instantiates a provider once a runtime, on the thread that builds the runtime, each in isolation: one
 * that throws does not hide the others. A provider must be cheap: no thread, no socket, no native library before
 * {@code create}. Two providers that claim one scheme are an error that names both jars.
 */
public sealed interface TransportProvider permits PeerTransportProvider {

    /** The transport's name in events, errors and tools, for example {@code tcp}. */
    String name();

    /** The lower-case URI schemes it serves, for example {@code tcp}. Never empty. */
    Set<String> schemes();

    /** The options it understands in a URI, beside those of the engine. Their names must not collide with those. */
    List<Option<?>> options();

    /** What it promises. */
    Set<Guarantee> guarantees();
}
