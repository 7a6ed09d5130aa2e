// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import io.millrace.spi.PeerTransportProvider;
import io.millrace.tck.TransportTck;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** The one class that a transport needs to be tested by the kit. */
final class MappedTckTest extends TransportTck {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    private static Path folder;

    @Override
    protected PeerTransportProvider provider() {
        return new MappedTransportProvider();
    }

    @Override
    protected String listenUri() {
        return "mapped://" + folder.resolve("d" + NUMBER.incrementAndGet());
    }

    @Override
    protected String senselessUri() {
        return "mapped:no/absolute/path";
    }
}
