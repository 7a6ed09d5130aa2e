// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;

/** A transport over a broker; one for each runtime, made by {@link io.millrace.spi.LogTransportProvider#create}. Any thread, one at a time. */
public interface LogTransport extends AutoCloseable {

    /**
     * What an endpoint needs to reach its broker. Plan only: nothing is connected, and nothing waits [LA1].
     *
     * @param terms the engine's: who this is, and how long anything may take
     * @throws io.millrace.error.MillraceException if the address or an option makes no sense [LA2]
     */
    LogBroker open(EndpointUri uri, Options options, LogTerms terms);

    /** True if nothing that goes over this address can leave the host, as far as the address alone tells. */
    boolean staysInHost(EndpointUri uri);

    /** True if everything that goes over this address is encrypted, and the broker's name verified. */
    boolean encrypts(EndpointUri uri);

    /** After every broker was closed. Idempotent. */
    @Override
    void close();
}
