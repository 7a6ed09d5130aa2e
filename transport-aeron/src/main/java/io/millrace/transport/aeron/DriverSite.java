// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.spi.uri.Options;
import io.millrace.transport.aeron.AeronOptions.DriverChoice;
import io.millrace.transport.aeron.AeronOptions.DriverIdle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a media driver is, and who runs it.
 *
 * @param directory of the driver, absolute
 * @param embedded whether this process runs one there if nobody does
 * @param idle what the thread of an embedded driver does when it has nothing to do
 */
record DriverSite(Path directory, boolean embedded, DriverIdle idle) {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    static DriverSite of(Options options) {
        String given = options.get(AeronOptions.DIR);
        DriverChoice choice = options.get(AeronOptions.DRIVER);
        boolean embedded = choice == DriverChoice.AUTO ? given.isEmpty() : choice == DriverChoice.EMBEDDED;
        Path directory =
                given.isEmpty() ? ofThisUser() : Path.of(given).toAbsolutePath().normalize();
        return new DriverSite(directory, embedded, options.get(AeronOptions.IDLE));
    }

    /** The directory in which the processes of a user meet when nobody says another one. */
    static Path ofThisUser() {
        Path base = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9_.-]", "_");
        return base.resolve("millrace-" + user).resolve("aeron");
    }

    /** Where locks are that outlive the directory, which drivers delete and make anew. */
    Path locks() {
        return directory.resolveSibling(directory.getFileName() + ".locks");
    }
}
