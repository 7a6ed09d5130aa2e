// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.spi.PeerTransportProvider;
import io.millrace.tck.TransportTck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The kit over a driver that the tests themselves run, in a folder in which nothing may stay. */
abstract class AeronTck extends TransportTck {
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
    protected final PeerTransportProvider provider() {
        return new AeronTransportProvider();
    }

    /** A URI of this channel whose driver is there. */
    static String at(String channel) {
        return channel + folder.embedded();
    }

    @Override
    protected final List<Path> folders() {
        return List.of(folder.path());
    }
}
