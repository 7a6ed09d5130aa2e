// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.cli.CommandRun;
import io.millrace.cli.metrics.MetricsServer;
import io.millrace.pipeline.Pipeline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A picture of a process, by the address of its meters and by its number. */
class TopCommandTest {

    @Test
    void endpointsAndStagesAreShown() {
        try (MetricsServer server = MetricsServer.bind(0);
                Millrace millrace =
                        Millrace.builder().meterRegistry(server.registry()).build();
                Pipeline risk = millrace.pipeline("risk")
                        .stage("validate", (message, stage) -> stage.drop())
                        .stage("route", (message, stage) -> {})
                        .start()) {
            server.start(millrace::health);
            millrace.listen("mem:top");
            risk.input().publish("x");
            assertThat(risk.drain(Duration.ofSeconds(10))).isTrue();

            CommandRun top = CommandRun.start("top", server.uri(), "--count", "2", "--interval", "20");
            assertThat(top.exitCode()).as(top.err()).isZero();
            assertThat(top.out())
                    .contains("live, ready")
                    .containsPattern("server mem://top +UP ")
                    .containsPattern("risk / validate +RUNNING ")
                    .containsPattern("risk / route +RUNNING ");
        }
    }

    @Test
    void wrongTargetsAreNamed() {
        CommandRun word = CommandRun.start("top", "risk");
        assertThat(word.exitCode()).isEqualTo(2);
        assertThat(word.err()).contains("risk is neither the number of a process nor an http URI");
        CommandRun nobody = CommandRun.start("top", "http://127.0.0.1:1");
        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(nobody.err()).contains("http://127.0.0.1:1/metrics does not answer");
    }

    /** Another JVM: a process may not look into itself. */
    @Test
    void aProcessIsFoundByItsNumber() throws Exception {
        Process sub = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.millrace.cli.Main",
                        "sub",
                        "--listen",
                        "tcp://127.0.0.1:0",
                        "news",
                        "--metrics",
                        "0")
                .start();
        try (java.io.BufferedReader said = sub.errorReader()) {
            String line = said.readLine();
            while (line != null && !line.contains("metrics at")) {
                line = said.readLine();
            }
            assertThat(line).isNotNull();
            CommandRun top = CommandRun.start("top", Long.toString(sub.pid()), "--count", "1", "--interval", "20");
            assertThat(top.exitCode()).as(top.err()).isZero();
            assertThat(top.out()).containsPattern("server tcp://127.0.0.1:\\d+ +UP ");
        } finally {
            sub.destroyForcibly();
        }
    }
}
