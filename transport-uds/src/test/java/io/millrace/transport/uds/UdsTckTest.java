// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.spi.PeerTransportProvider;
import io.millrace.tck.TransportTck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** {@code uds:} keeps the rules of transports, and leaves no file. */
final class UdsTckTest extends TransportTck {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    private static Path folder;

    @Override
    protected PeerTransportProvider provider() {
        return new UdsTransportProvider();
    }

    @Override
    protected String listenUri() {
        return "uds://" + folder.resolve("s" + NUMBER.incrementAndGet());
    }

    @Override
    protected String senselessUri() {
        return "uds:no/absolute/path";
    }

    @Override
    protected List<Path> folders() {
        return List.of(folder);
    }
}
