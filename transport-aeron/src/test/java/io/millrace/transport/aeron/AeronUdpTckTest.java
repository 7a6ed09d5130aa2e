// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.spi.uri.EndpointUri;
import java.time.Duration;

/** {@code aeron:udp} keeps the rules of transports, and leaves nothing of the driver that it has run. */
class AeronUdpTckTest extends AeronTck {

    @Override
    protected String listenUri() {
        return at("aeron:udp?endpoint=127.0.0.1:0");
    }

    @Override
    protected String connectUri(EndpointUri bound) {
        // Over UDP nobody says that nobody listens, so that takes as long as a dial may
        return at(bound.raw()) + "&connect-timeout=1500ms";
    }

    @Override
    protected String listenAgainUri(EndpointUri bound) {
        return at(bound.raw());
    }

    @Override
    protected String senselessUri() {
        return at("aeron:udp?endpoint=127.0.0.1");
    }

    /** Enough for five dials at which nobody answers. */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }
}
