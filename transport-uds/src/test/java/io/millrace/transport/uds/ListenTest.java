// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.socket.FileState;
import io.millrace.spi.socket.SocketFile;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listening makes of what is at the path, and what it leaves there. */
class ListenTest {
    @TempDir
    private Path folder;

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

    private LinkAcceptor listen(String options) {
        return crank.listen("uds://" + path + options);
    }

    private static MillraceException thrownBy(ThrowingCallable call) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(call).isInstanceOf(MillraceException.class).satisfies(e -> thrown[0] = e);
        return (MillraceException) thrown[0];
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static ServerSocketChannel bare(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    /** F35. */
    @Test
    void aStaleSocketIsReplaced() throws IOException {
        bare(path).close();
        assertThat(path).exists();

        LinkAcceptor acceptor = listen("");
        crank.connect("uds://" + path);

        assertThat(crank.accept(acceptor)).isNotNull();
        assertThat(left()).containsExactly("a.sock");
    }

    /** F35. */
    @Test
    void aLiveSocketIsLeftAlone() throws IOException {
        try (ServerSocketChannel other = bare(path)) {
            MillraceException e = thrownBy(() -> listen(""));

            assertThat(e.code()).isEqualTo(ErrorCode.ADDRESS_IN_USE);
            assertThat(e.getMessage()).contains(path.toString());
            assertThat(other.accept()).as("our probe").isNotNull();
            crank.connect("uds://" + path);
            assertThat(other.accept()).as("a peer of its own").isNotNull();
        }
        assertThat(left()).containsExactly("a.sock");
    }

    @Test
    void aLiveSocketWithAFullQueueIsLeftAlone() throws IOException {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path), 1);
            fill("uds://" + path);

            assertThat(thrownBy(() -> listen("")).code()).isEqualTo(ErrorCode.ADDRESS_IN_USE);
        }
    }

    /** F40. */
    @Test
    void aFullQueueIsATransientError() throws IOException {
        listen("?backlog=1");

        MillraceException e = fill("uds://" + path);

        assertThat(e.code()).isEqualTo(ErrorCode.CONNECT_FAILED);
        assertThat(e.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        assertThat(e.getMessage()).contains(path.toString());
        assertThat(e.hint()).contains("backlog");
    }

    private MillraceException fill(String uri) {
        return thrownBy(() -> {
            for (int i = 0; i < 10; i++) {
                crank.connect(uri);
            }
        });
    }

    /** F36. */
    @Test
    void aRegularFileIsLeftAlone() throws IOException {
        Files.writeString(path, "precious");

        MillraceException e = thrownBy(() -> listen(""));

        assertThat(e.code()).isEqualTo(ErrorCode.NOT_A_SOCKET);
        assertThat(e.errorClass()).isEqualTo(ErrorClass.PERMANENT);
        assertThat(e.getMessage()).contains(path.toString()).contains("a regular file");
        assertThat(path).hasContent("precious");
        assertThat(thrownBy(() -> crank.connect("uds://" + path)).code()).isEqualTo(ErrorCode.NOT_A_SOCKET);
        assertThat(left()).containsExactly("a.sock");
    }

    @Test
    void aDirectoryAndADanglingLinkAreLeftAlone() throws IOException {
        Files.createDirectory(path);
        assertThat(thrownBy(() -> listen("")).getMessage()).contains("a directory");
        Files.delete(path);
        Files.createSymbolicLink(path, folder.resolve("nowhere"));
        assertThat(thrownBy(() -> listen("")).getMessage()).contains("a symbolic link");
        assertThat(left()).containsExactly("a.sock");
    }

    @Test
    void theFileIsRemovedOnClose() throws IOException {
        LinkAcceptor acceptor = listen("");
        acceptor.close();
        assertThat(left()).isEmpty();
        acceptor.close();
        listen("").close();
        assertThat(left()).isEmpty();
    }

    @Test
    void aStrangersFileIsNotRemovedOnClose() throws IOException {
        LinkAcceptor acceptor = listen("");
        Files.delete(path);
        try (ServerSocketChannel other = bare(path)) {
            acceptor.close();
            assertThat(other.isOpen()).isTrue();
            assertThat(path).exists();
        }
    }

    /** F39. */
    @Test
    void anOverLongPathIsRefusedWithTheLimit() throws IOException {
        path = folder.resolve("x".repeat(UdsPath.MAX_BYTES - folder.toString().length() - 1));
        listen("").close();

        path = folder.resolve(path.getFileName() + "x");
        MillraceException e = thrownBy(() -> listen(""));
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_URI);
        assertThat(e.getMessage())
                .contains(folder.toString())
                .contains((UdsPath.MAX_BYTES + 1) + " bytes")
                .contains("at most " + UdsPath.MAX_BYTES);
        assertThat(thrownBy(() -> crank.dial("uds://" + path)).code()).isEqualTo(ErrorCode.INVALID_URI);
    }

    @Test
    void theLimitIsTheSystems() throws IOException {
        Path longest =
                folder.resolve("y".repeat(UdsPath.MAX_BYTES - folder.toString().length() - 1));
        assertThat(longest.toString().getBytes(StandardCharsets.UTF_8)).hasSize(UdsPath.MAX_BYTES);
        bare(longest).close();
        assertThatThrownBy(() -> bare(folder.resolve(longest.getFileName() + "y")))
                .hasMessageContaining("too long");
    }

    @Test
    void aDirectoryThatLeavesNoRoomIsRefusedWithTheLimit() throws IOException {
        Path deep =
                folder.resolve("d".repeat(UdsPath.MAX_BYTES - folder.toString().length() - 1 - 4));
        Files.createDirectory(deep);
        path = deep.resolve("a");

        assertThat(thrownBy(() -> listen("")).getMessage())
                .contains("at most " + (UdsPath.MAX_BYTES - SocketFile.HIDDEN_BYTES));
    }

    /** F42. */
    @Test
    void aMissingDirectoryIsCreatedOnRequest() throws IOException {
        path = folder.resolve("run/app/a.sock");
        MillraceException e = thrownBy(() -> listen(""));
        assertThat(e.code()).isEqualTo(ErrorCode.BIND_FAILED);
        assertThat(e.getMessage()).contains(path.getParent() + " does not exist");
        assertThat(e.hint()).contains("create-dir=true");

        listen("?create-dir=true");

        for (Path made : List.of(folder.resolve("run"), folder.resolve("run/app"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void nobodyListensAtAMissingOrStalePath() throws IOException {
        MillraceException missing = thrownBy(() -> crank.connect("uds://" + path));
        bare(path).close();
        MillraceException stale = thrownBy(() -> crank.connect("uds://" + path));

        assertThat(List.of(missing.code(), stale.code())).containsOnly(ErrorCode.CONNECT_REFUSED);
        assertThat(missing.getMessage()).contains(path.toString()).contains("no such file");
        assertThat(stale.getMessage()).contains(path.toString()).contains("left behind");
    }

    @Test
    void theModeIsWhatWasAskedFor() throws IOException {
        listen("?mode=660");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-rw----");
        for (String bad : List.of("0", "1777", "rw", "-1", "800")) {
            MillraceException e = thrownBy(() -> listen("?mode=" + bad));
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION);
            assertThat(e.getMessage()).contains("'" + bad + "'");
        }
    }

    /** S04: the file is never there with another mode, so nobody can be quicker than the change of its mode. */
    @Test
    void theFileAppearsWithItsMode() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean seenOpen = new AtomicBoolean();
        CountDownLatch looking = new CountDownLatch(1);
        Thread watcher = new Thread(() -> {
            looking.countDown();
            while (!stop.get()) {
                try {
                    FileState state = FileState.at(path);
                    if (state != null && !state.rights().startsWith("rw-------")) {
                        seenOpen.set(true);
                    }
                } catch (IOException e) {
                    // Gone between two looks
                }
            }
        });
        watcher.start();
        assertThat(looking.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 200; i++) {
            listen("").close();
        }
        stop.set(true);
        watcher.join();
        assertThat(seenOpen).isFalse();
    }

    @Test
    void whatIsNoPathIsRefused() {
        for (String bad : List.of("uds://run/a.sock", "uds:a.sock", "uds:@abstract", "uds:///")) {
            MillraceException e = thrownBy(() -> crank.listen(bad));
            assertThat(e.code()).as(bad).isEqualTo(ErrorCode.INVALID_URI);
        }
        assertThat(thrownBy(() -> crank.dial("uds:@abstract")).getMessage()).contains("abstract");
    }
}
