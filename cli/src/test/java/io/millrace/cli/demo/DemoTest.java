// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo, three processes and all, only shorter. */
class DemoTest {

    @Test
    void aCutInsideAFrameLosesNothing() {
        CommandRun demo = CommandRun.start("demo", "--messages", "20000", "--down", "50ms");
        assertThat(demo.exitCode()).as(demo.err()).isZero();
        assertThat(demo.out())
                .contains("4 times: 26,184 messages")
                .containsPattern("cut +47 of the \\d+ bytes of frame 13,093 had passed; both sides reset")
                .containsPattern("back +flowing again .+ after the link's return")
                .containsPattern("messages +26,184 +26,184   equal")
                .containsPattern("SHA-256 +[0-9a-f]{8}…[0-9a-f]{8} +[0-9a-f]{8}…[0-9a-f]{8}   equal")
                .contains("0 lost, 0 twice   kept")
                .contains("1 cut, 1 reconnect")
                .contains("Nothing lost, nothing twice, order kept.")
                .doesNotContain("\u001b");
    }

    @Test
    void severalCutsOfAFileOfOnesOwn(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.txt"), "one\n\nthree, without a line feed");
        CommandRun demo = CommandRun.start(
                "demo", "--messages", "10000", "--cuts", "3", "--down", "0ms", "--file", file.toString());
        assertThat(demo.exitCode()).as(demo.err()).isZero();
        assertThat(demo.out()).contains("10,002", "3 cuts, 3 reconnects", "Nothing lost");
    }

    @Test
    void overTlsACutAnywhereLosesNothing() {
        CommandRun demo = CommandRun.start(
                "demo", "--transport", "tcps", "--messages", "2000000", "--cuts", "2", "--down", "50ms");
        assertThat(demo.exitCode()).as(demo.err()).isZero();
        assertThat(demo.out())
                .contains("over tcps", "listens on tcps://127.0.0.1:", "2 cuts, 2 reconnects", "0 lost, 0 twice   kept")
                .contains("Nothing lost, nothing twice, order kept.");
    }

    @Test
    void anInterruptedDemoComparesWhatWasSent() {
        CommandRun demo = CommandRun.start("demo", "--messages", "2000000000", "--cuts", "0");
        demo.awaitErr("[1-9],\\d+ messages");
        assertThat(demo.interrupt().exitCode()).as(demo.err()).isZero();
        assertThat(demo.out()).contains("interrupted: what is sent is drained and compared", "Nothing lost");
    }
}
