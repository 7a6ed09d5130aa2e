// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Millrace;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F66: what is wrong with a directory is said when an endpoint is opened, with path and cure. */
final class DriverDirectoryTest {

    @TempDir
    private Path folder;

    @Test
    void isNoDirectory() throws IOException {
        Path file = Files.writeString(folder.resolve("aeron"), "precious");
        assertRefused(file, file + " is no directory");
    }

    @Test
    void cannotBeMade() {
        Path nowhere = Path.of("/proc/millrace-test/aeron");
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc")), "there is no /proc");
        assertRefused(nowhere, "cannot write to /proc/millrace-test");
    }

    @Test
    void isOfAnotherVersion() throws IOException {
        ByteBuffer cnc = ByteBuffer.allocate(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
        cnc.putInt(0, 9 << 16);
        Path directory = Files.createDirectory(folder.resolve("aeron"));
        Files.write(directory.resolve("cnc.dat"), cnc.array());
        assertRefused(directory, "is of another version");
    }

    /** Needs root, as it mounts a file system of its own. */
    @Test
    void hasNoRoom() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small.toString()) == 0,
                "a file system can be mounted by root only");
        try {
            assertRefused(small.resolve("aeron"), small + " has 8388608 bytes left");
        } finally {
            run("umount", small.toString());
        }
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    private static void assertRefused(Path directory, String message) {
        try (Millrace millrace = Millrace.create()) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> millrace.listen("aeron:ipc#aeron.driver=embedded&aeron.dir=" + directory))
                    .matches(e -> e.code() == ErrorCode.DRIVER_UNUSABLE)
                    .withMessageContaining(message);
        }
    }
}
