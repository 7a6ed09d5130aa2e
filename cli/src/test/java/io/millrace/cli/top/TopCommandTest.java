// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.cli.CommandRun;
import io.millrace.cli.metrics.MetricsServer;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.StageReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
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

    /** Another JVM, which serves nothing. */
    @Test
    void aProcessIsFoundByItsNumber() throws Exception {
        try (Jvm sub = Jvm.start("io.millrace.cli.Main", "sub", "--listen", "tcp://127.0.0.1:0", "news")) {
            sub.awaitLine("listening");
            CommandRun top = CommandRun.start("top", Long.toString(sub.pid()), "--count", "1", "--interval", "20");
            assertThat(top.exitCode()).as(top.err()).isZero();
            assertThat(top.out()).contains("live, ready").containsPattern("server tcp://127.0.0.1:\\d+ +UP ");
        }
    }

    @Test
    void stagesAndStreamsOfAProcessAreShown() throws Exception {
        try (Jvm staged = Jvm.start(Staged.class.getName())) {
            staged.awaitLine("ready");
            CommandRun top = CommandRun.start("top", Long.toString(staged.pid()), "--count", "2", "--interval", "50");
            assertThat(top.exitCode()).as(top.err()).isZero();
            assertThat(top.out())
                    .contains("live, ready")
                    .contains("pipeline risk: stage hangs has been at position 0 ")
                    .containsPattern("risk / first +RUNNING ")
                    .containsPattern("risk / hangs +STALLED .* 25 %")
                    .containsPattern("server mem:top <- orders +\\w+ ")
                    .containsPattern("server mem:top -> news +OPEN ");
        }
    }

    @Test
    void aProcessWithoutARuntimeIsNamed() throws Exception {
        try (Jvm idle = Jvm.start(Idle.class.getName())) {
            idle.awaitLine("ready");
            CommandRun top = CommandRun.start("top", Long.toString(idle.pid()));
            assertThat(top.exitCode()).isEqualTo(1);
            assertThat(top.err()).contains("process " + idle.pid() + " has no runtime of Millrace");
        }
    }

    /** A JVM without Millrace. */
    static final class Idle {
        private Idle() {}

        /** Ends when it is killed. */
        public static void main(String... args) throws Exception {
            System.err.println("ready");
            new CountDownLatch(1).await();
        }
    }

    /** A pipeline of whose two stages one hangs, with a quarter of its ring before it, and two streams. */
    static final class Staged {
        private Staged() {}

        /** Ends when it is killed. */
        public static void main(String... args) throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            Millrace millrace = Millrace.create();
            Endpoint server = millrace.listen("mem:top");
            server.publication("orders");
            server.subscribe("news", message -> {});
            Pipeline risk = millrace.pipeline("risk")
                    .ringBytes(4 << 10)
                    .threads(2)
                    .stalledAfter(Duration.ofMillis(100))
                    .stage("first", (message, stage) -> {})
                    .stage("hangs", (message, stage) -> never.await())
                    .start();
            for (int i = 0; i < 16; i++) {
                risk.input().publish("a message");
            }
            while (risk.stage("hangs").state() != StageReport.State.STALLED) {
                LockSupport.parkNanos(1_000_000);
            }
            System.err.println("ready");
            never.await();
        }
    }

    /** A child; closing it kills it. */
    private record Jvm(Process process, BufferedReader said) implements AutoCloseable {

        static Jvm start(String... command) throws IOException {
            List<String> line = new ArrayList<>(List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path")));
            line.addAll(List.of(command));
            Process process = new ProcessBuilder(line)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Jvm(process, process.errorReader());
        }

        long pid() {
            return process.pid();
        }

        void awaitLine(String part) throws IOException {
            String line = said.readLine();
            while (line != null && !line.contains(part)) {
                line = said.readLine();
            }
            assertThat(line).as("a line with " + part).isNotNull();
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            said.close();
        }
    }
}
