// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.tck.Crank;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another user of the host, which takes root to try; root itself is stopped by no mode of a file. */
class OtherUserTest {
    private static final String OTHER = "nobody";

    @TempDir
    private Path folder;

    @TempDir
    private Path copies;

    private Crank crank;
    private Path path;

    @BeforeEach
    void open() throws IOException {
        crank = new Crank(new UdsTransportProvider());
        path = folder.resolve("a.sock");
    }

    @AfterEach
    void close() throws IOException {
        crank.close();
    }

    /** F38. */
    @Test
    void isDeniedByTheFilesMode() throws Exception {
        requireRoot();
        letOthersIn();
        crank.listen("uds://" + path);

        String said = stranger();

        assertThat(said)
                .contains("PERMISSION_DENIED")
                .contains(path.toString())
                .contains("user " + OTHER)
                .contains("rw------- root")
                .contains("mode=");
    }

    /** F38. */
    @Test
    void isDeniedByTheDirectorysMode() throws Exception {
        requireRoot();
        crank.listen("uds://" + path + "?mode=666");

        assertThat(stranger()).contains("PERMISSION_DENIED").contains("rwx------ root");
    }

    /** F41. */
    @Test
    void isRefusedByTheListAndNothingOfItIsRead() throws Exception {
        requireRoot();
        letOthersIn();
        LinkAcceptor acceptor = crank.listen("uds://" + path + "?mode=666&allow-user=root");
        Process stranger = startStranger();
        FrameLink link = crank.accept(acceptor);

        assertThatThrownBy(() -> link.poll((buffer, offset, length) -> length))
                .isInstanceOfSatisfying(LinkException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED);
                    assertThat(e.getMessage()).contains("user " + OTHER).contains("allow-user=root");
                });
        assertThat(link.principal()).isNotNull();
        assertThat(link.principal().name()).isEqualTo(OTHER);
        link.close();
        crank.select(0);
        assertThat(output(stranger))
                .contains("connected: " + path + " → user root")
                .contains("LINK_EOF");
    }

    /** As its owner one can close a directory to oneself, unless one is root. */
    @Test
    void listeningIsDeniedByTheDirectorysMode() throws IOException {
        assumeTrue(!isRoot(), "no directory is closed to root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
        try {
            assertThatThrownBy(() -> crank.listen("uds://" + path))
                    .isInstanceOfSatisfying(
                            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void requireRoot() {
        assumeTrue(isRoot() && Files.isExecutable(Path.of("/usr/sbin/runuser")), "needs root, and runuser");
    }

    private void letOthersIn() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String stranger() throws Exception {
        return output(startStranger());
    }

    private static String output(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private Process startStranger() throws IOException {
        return new ProcessBuilder(
                        "/usr/sbin/runuser",
                        "-u",
                        OTHER,
                        "--",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        readableClassPath(),
                        Stranger.class.getName(),
                        "uds://" + path)
                .redirectErrorStream(true)
                .start();
    }

    /** Copies of what the stranger needs, where everybody may read. */
    private String readableClassPath() throws IOException {
        List<String> entries = new ArrayList<>();
        Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path source = Path.of(entry);
            if (!Files.exists(source) || !entry.matches(".*(spi|transport-uds|tck|jspecify)[^:]*")) {
                continue;
            }
            Path copy = copies.resolve(entries.size() + "-" + source.getFileName());
            copyTree(source, copy);
            entries.add(copy.toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void copyTree(Path source, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path to = copy.resolve(source.relativize(file).toString());
                Files.copy(file, to);
                boolean directory = Files.isDirectory(to);
                Files.setPosixFilePermissions(
                        to, PosixFilePermissions.fromString(directory ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}
