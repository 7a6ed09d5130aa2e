// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.spi.uri.EndpointUri;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code aeron:ipc} keeps the rules of transports, and leaves nothing of the driver that it has run. */
class AeronIpcTckTest extends AeronTck {
    private static final AtomicInteger STREAM = new AtomicInteger(100);

    @Override
    protected String listenUri() {
        return uri("aeron:ipc?alias=" + STREAM.incrementAndGet());
    }

    /** The alias, which means nothing to Aeron, keeps the stream where options are left out. */
    private static String uri(String channel) {
        return at(channel) + "&stream-id=" + channel.substring(channel.indexOf('=') + 1);
    }

    @Override
    protected String connectUri(EndpointUri bound) {
        return uri(bound.raw());
    }

    @Override
    protected String listenAgainUri(EndpointUri bound) {
        return uri(bound.raw());
    }

    @Override
    protected String senselessUri() {
        return at("aeron:tcp");
    }
}
