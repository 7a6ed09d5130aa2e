// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.aeron.DriverFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo's subscriber listens. Close it when nobody does any more.
 *
 * @param uri to listen at
 * @param folder in which something of it lies; null if nothing does
 * @param driver directory of Aeron's media driver; null if it is not over Aeron
 * @param trust certificate that the subscriber shows; null if it is not over TLS
 */
record DemoAddress(
        String uri,
        @Nullable Path folder,
        @Nullable Path driver,
        @Nullable Path trust) implements AutoCloseable {

    static DemoAddress of(String transport) throws IOException {
        switch (transport) {
            case "uds" -> {
                Path folder = Files.createTempDirectory("millrace-demo-");
                return new DemoAddress("uds://" + folder.resolve("demo.sock"), folder, null, null);
            }
            case "tcps" -> {
                Path folder = Files.createTempDirectory("millrace-demo-");
                DemoCertificate certificate = DemoCertificate.in(folder);
                String uri = "tcps://127.0.0.1:0?cert-store=" + certificate.store() + "&cert-store-password=file:"
                        + certificate.password();
                return new DemoAddress(uri, folder, null, certificate.trust());
            }
            case "aeron" -> {
                Path folder = DriverFolder.create("millrace-demo-").path();
                Path driver = folder.resolve("aeron");
                return new DemoAddress("aeron:ipc#aeron.dir=" + driver, folder, driver, null);
            }
            default -> {
                return new DemoAddress("tcp://127.0.0.1:0", null, null, null);
            }
        }
    }

    /** To the subscriber, who listens there. */
    Way way(String bound) throws IOException {
        if (trust != null) {
            return new TlsWay(bound, trust);
        }
        return driver == null ? new ProxyWay(bound) : new DriverWay(uri, driver);
    }

    /** What a killed driver has left goes too. */
    @Override
    public void close() throws IOException {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
