// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.tck.TransportTck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** {@code aeron:udp} keeps the rules of transports, and leaves nothing of the driver that it has run. */
final class AeronUdpTckTest extends TransportTck {
    private static DriverFolder folder;

    @BeforeAll
    static void makeFolder() {
        folder = new DriverFolder();
    }

    @AfterAll
    static void removeFolder() {
        folder.close();
    }

    @Override
    protected PeerTransportProvider provider() {
        return new AeronTransportProvider();
    }

    @Override
    protected String listenUri() {
        return "aeron:udp?endpoint=127.0.0.1:0" + folder.embedded();
    }

    @Override
    protected String connectUri(EndpointUri bound) {
        // Over UDP nobody says that nobody listens, so that takes as long as a dial may
        return bound.raw() + folder.embedded() + "&connect-timeout=3s";
    }

    @Override
    protected String listenAgainUri(EndpointUri bound) {
        return bound.raw() + folder.embedded();
    }

    @Override
    protected String senselessUri() {
        return "aeron:udp?endpoint=127.0.0.1" + folder.embedded();
    }

    /** Enough for five dials at which nobody answers. */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    protected List<Path> folders() {
        return List.of(folder.path());
    }
}
