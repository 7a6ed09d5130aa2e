// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductClassPathTest {
    @Test
    void onlyTheProductComesFromTheOtherCheckout(@TempDir Path checkout) throws IOException {
        Path api = Files.createDirectories(checkout.resolve("api/target/classes"));
        Path tcp = Files.createDirectories(checkout.resolve("transport-tcp/target/classes"));
        String classPath = String.join(
                File.pathSeparator,
                "lib/millrace-cli.jar",
                "lib/millrace-api-0.1.0-SNAPSHOT.jar",
                "lib/millrace-bench-0.1.0-SNAPSHOT.jar",
                "work/transport-tcp/target/classes",
                "lib/millrace-transport-new-1.0.jar",
                "lib/disruptor-4.0.0.jar");

        assertThat(ProductClassPath.modules(classPath)).containsExactly("api", "transport-tcp", "transport-new");
        assertThat(ProductClassPath.from(checkout, classPath))
                .isEqualTo(String.join(
                        File.pathSeparator,
                        "lib/millrace-cli.jar",
                        api.toString(),
                        "lib/millrace-bench-0.1.0-SNAPSHOT.jar",
                        tcp.toString(),
                        "lib/disruptor-4.0.0.jar"));
    }
}
