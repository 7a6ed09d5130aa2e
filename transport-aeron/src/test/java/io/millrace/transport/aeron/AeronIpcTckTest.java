// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.tck.TransportTck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** {@code aeron:ipc} keeps the rules of transports, and leaves nothing of the driver that it has run. */
final class AeronIpcTckTest extends TransportTck {
    private static final AtomicInteger STREAM = new AtomicInteger(100);

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
        int stream = STREAM.incrementAndGet();
        return uri("aeron:ipc?alias=" + stream);
    }

    /** The alias, which means nothing to Aeron, keeps the stream where options are left out. */
    private static String uri(String channel) {
        return channel + folder.embedded() + "&stream-id=" + channel.substring(channel.indexOf('=') + 1);
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
        return "aeron:tcp" + folder.embedded();
    }

    @Override
    protected List<Path> folders() {
        return List.of(folder.path());
    }
}
