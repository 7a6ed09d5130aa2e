// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole way, in real processes, too short for figures but not for mistakes. */
class BenchMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Timeout(120)
    @ParameterizedTest
    @CsvSource({"raw, throughput, 32", "netty, throughput, mix", "millrace, roundtrip, 32"})
    void measures(String system, String scenario, String size) {
        int code = run(
                "--only",
                "--against",
                system,
                "--scenario",
                scenario,
                "--size",
                size,
                "--runs",
                "1",
                "--seconds",
                "0.2",
                "--warmup",
                "0.2",
                "--force",
                "--lines");
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")))
                .isNotEmpty()
                .allMatch(line -> line.matches(system + " tcp " + scenario + ' ' + size + " [a-z0-9.]+ [0-9.]+ \\S+"));
    }

    @Test
    void refusesAnUnknownSystemAndNamesThoseThereAre() {
        assertThat(run("--only", "--against", "carrier-pigeon")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("carrier-pigeon")
                .contains("netty-batch");
    }

    @Test
    void refusesAnUnknownScenarioAndNamesThoseThereAre() {
        assertThat(run("--scenario", "throughputt")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("throughputt").contains("throughput-3p");
    }

    private int run(String... args) {
        return BenchMain.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
