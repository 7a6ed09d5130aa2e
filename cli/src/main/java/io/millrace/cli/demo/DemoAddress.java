// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the demo's subscriber listens. Close it when nobody does any more. */
record DemoAddress(String uri, @Nullable Path folder) implements AutoCloseable {

    static DemoAddress of(String transport) throws IOException {
        if (transport.equals("uds")) {
            Path folder = Files.createTempDirectory("millrace-demo-");
            return new DemoAddress("uds://" + folder.resolve("demo.sock"), folder);
        }
        return new DemoAddress("tcp://127.0.0.1:0", null);
    }

    @Override
    public void close() throws IOException {
        if (folder != null) {
            Files.deleteIfExists(folder);
        }
    }
}
