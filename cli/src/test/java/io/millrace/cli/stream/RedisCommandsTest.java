// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.cli.CommandRun;
import io.millrace.supervision.LinkState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands over a real Redis, which the test starts. */
class RedisCommandsTest {

    private static Millrace millrace;
    private static String uri;

    @BeforeAll
    static void start() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        millrace = Millrace.create();
        Endpoint endpoint = millrace.connect("redis:embedded?port=" + port);
        long startNs = System.nanoTime();
        while (endpoint.state() != LinkState.UP && System.nanoTime() - startNs < 20_000_000_000L) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(endpoint.state()).as(String.valueOf(endpoint.failure())).isEqualTo(LinkState.UP);
        uri = "redis://127.0.0.1:" + port;
    }

    @AfterAll
    static void stop() {
        millrace.close();
    }

    @Test
    void publishReadAndList() {
        CommandRun pub = CommandRun.startWithInput("42 apples\n7 pears\n", "pub", uri, "fruit");
        assertThat(pub.exitCode()).as(pub.err()).isZero();

        CommandRun all = CommandRun.start("sub", uri, "fruit", "--from", "0", "-n", "2");
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(all.out()).isEqualTo("42 apples\n7 pears\n");

        CommandRun member = CommandRun.start("sub", uri, "fruit", "--group", "g", "--consumer", "one", "-n", "1");
        assertThat(member.exitCode()).as(member.err()).isZero();
        assertThat(member.out()).isEqualTo("42 apples\n");

        CommandRun list = CommandRun.start("streams", uri);
        assertThat(list.exitCode()).as(list.err()).isZero();
        assertThat(list.out()).contains("fruit  2 entries").contains("group g").contains("1 consumer");
    }

    @Test
    void whereThatMakesNoSense() {
        CommandRun run = CommandRun.start("sub", uri, "fruit", "--from", "yesterday");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--from yesterday is no place in a log");
    }

    @Test
    void nobodyThere() {
        CommandRun run = CommandRun.start("streams", "redis://127.0.0.1:1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("no redis at 127.0.0.1:1");
    }

    @Test
    void anEmbeddedServerIsSaidToBeLocalAndWhereItIs() {
        CommandRun pub = CommandRun.startWithInput("42 apples\n", "pub", "redis:embedded", "fruit");
        assertThat(pub.exitCode()).as(pub.err()).isZero();
        assertThat(pub.err())
                .containsPattern("redis:embedded is a local server for a first try: it is at redis://127.0.0.1:\\d+,")
                .containsOnlyOnce("local server");
    }

    @Test
    void whoFindsNoServerIsToldHowToStartOne() {
        CommandRun pub = CommandRun.startWithInput(
                "42 apples\n", "pub", "redis://127.0.0.1:1", "fruit", "--drain-timeout", "200ms");
        assertThat(pub.exitCode()).isEqualTo(1);
        assertThat(pub.err())
                .contains("no redis at 127.0.0.1:1")
                .contains("→ start redis-server there, or check the address")
                .doesNotContain("start a subscriber");
    }
}
