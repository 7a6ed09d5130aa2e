// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.spi.PeerTransportProvider;
import io.millrace.tck.TransportTck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The kit over a driver that the tests themselves run, in a folder in which nothing may stay; or, where a class has begun with
 * {@link #useDriverOfItsOwn}, over one in another process.
 */
abstract class AeronTck extends TransportTck {
    private static DriverFolder folder;
    private static DriverProcess driver;

    @BeforeAll
    static void makeFolder() {
        folder = new DriverFolder();
    }

    static void useDriverOfItsOwn() {
        driver = DriverProcess.start(folder.directory());
    }

    @AfterAll
    static void removeFolder() {
        if (driver != null) {
            folder.awaitNoStreams();
            driver.close();
            driver = null;
        }
        folder.close();
    }

    @Override
    protected final PeerTransportProvider provider() {
        return new AeronTransportProvider();
    }

    /** A URI of this channel whose driver is there. */
    static String at(String channel) {
        return channel + (driver == null ? folder.embedded() : folder.external());
    }

    /** A driver keeps a stream's memory for some seconds after its last user; that is waited for once, at the end. */
    @Override
    protected final List<Path> folders() {
        return List.of(driver == null ? folder.path() : folder.locks());
    }
}
