// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;

/**
 * Names a transport and what it understands; found by {@link java.util.ServiceLoader} through both {@code module-info}
 * and {@code META-INF/services/io.millrace.spi.TransportProvider} [P1].
 *
 * <p>The engine instantiates a provider once a runtime, on the thread that builds the runtime, each in isolation: one
 * that throws does not hide the others. A provider must be cheap: no thread, no socket, no native library before
 * {@code create}. Two providers that claim one scheme are an error that names both jars [P3].
 *
 * <p>Numbers in brackets, here and elsewhere in this package, are those of the rules in {@code docs/transport-spec.md},
 * which the kit {@code millrace-tck} tests.
 */
public sealed interface TransportProvider permits PeerTransportProvider, LogTransportProvider {

    /** The transport's name in events, errors and tools, for example {@code tcp} [P2]. */
    String name();

    /** The lower-case URI schemes it serves, for example {@code tcp}. Never empty [P2]. */
    Set<String> schemes();

    /** The options it understands in a URI, beside those of the engine. Their names must not collide with those [P4],
     * and they are the same objects each time, as options are told apart by identity [P5]. */
    List<Option<?>> options();

    /** What it promises. A peer transport: what the session over its links can hold, so no durability, replay or groups [P6]. */
    Set<Guarantee> guarantees();
}
