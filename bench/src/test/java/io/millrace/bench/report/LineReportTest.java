// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.driver.Cell;
import io.millrace.bench.driver.RunResult;
import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.system.PublishApi;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Threads;
import io.millrace.bench.system.Transport;
import io.millrace.bench.system.WaitMode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineReportTest {
    @Test
    void oneLineAFigure() {
        Cell cell = cell("raw", Scenario.THROUGHPUT);
        cell.add(new RunResult(Map.of("rate", 2e6, "bandwidth", 64.0), 0));
        cell.add(new RunResult(Map.of("rate", 4e6, "bandwidth", 128.0), 0));
        cell.add(new RunResult(Map.of("rate", 3e6, "bandwidth", 96.0), 0));

        assertThat(LineReport.lines(List.of(cell)))
                .containsExactly(
                        "raw tcp throughput 32 rate 3000000 msg/s",
                        "raw tcp throughput 32 rate.min 2000000 msg/s",
                        "raw tcp throughput 32 rate.max 4000000 msg/s",
                        "raw tcp throughput 32 bandwidth 96.0 MB/s");
    }

    @Test
    void percentilesInMicroseconds() {
        Cell cell = cell("netty", Scenario.ROUNDTRIP);
        cell.add(new RunResult(Map.of("p50", 10.5, "p99", 20.25, "p99.9", 1000.0), 0));

        assertThat(LineReport.lines(List.of(cell)))
                .containsExactly(
                        "netty tcp roundtrip 32 p50 10.50 us",
                        "netty tcp roundtrip 32 p99 20.25 us",
                        "netty tcp roundtrip 32 p99.9 1000.00 us");
    }

    @Test
    void ratiosNameTheOtherSystem() {
        Cell subject = cell("millrace", Scenario.THROUGHPUT);
        Cell reference = cell("raw", Scenario.THROUGHPUT);
        for (double rate : new double[] {1, 2, 3}) {
            subject.add(new RunResult(Map.of("rate", rate), 0));
            reference.add(new RunResult(Map.of("rate", 4.0), 0));
        }
        assertThat(LineReport.ratioLines(Ratio.all(List.of(subject, reference))))
                .containsExactly("millrace tcp throughput 32 ratio/raw/rate 0.500 x");
    }

    private static Cell cell(String label, Scenario scenario) {
        RunSettings settings = new RunSettings(
                label,
                Transport.TCP,
                scenario,
                PayloadSizes.parse("32"),
                WaitMode.ADAPTIVE,
                Threads.SHARED,
                PublishApi.CLAIM,
                1,
                1,
                1,
                0,
                1,
                "");
        return new Cell(label, settings, Transport.TCP);
    }
}
