// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.socket.FileState;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F37: somebody removes a listener's file, or puts another one in its place. */
class LostAddressTest {
    private static final long A_SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path folder;

    private Crank crank;
    private Path path;
    private LinkAcceptor acceptor;

    @BeforeEach
    void listen() throws IOException {
        crank = new Crank(new UdsTransportProvider());
        path = folder.resolve("a.sock");
        acceptor = crank.listen("uds://" + path);
    }

    @AfterEach
    void close() throws IOException {
        crank.close();
    }

    @Test
    void aRemovedFileIsBoundAgainAndTold() throws IOException {
        Files.delete(path);
        assertThat(acceptor.accept()).as("looked at once a second").isNull();
        crank.skip(A_SECOND_NS);

        assertThatThrownBy(acceptor::accept).isInstanceOfSatisfying(LinkException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.ADDRESS_LOST);
            assertThat(e.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
            assertThat(e.getMessage()).contains(path.toString());
        });

        crank.connect("uds://" + path);
        assertThat(crank.accept(acceptor)).isNotNull();
        acceptor.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void aListenerInItsPlaceIsLeftAlone() throws IOException {
        Files.delete(path);
        try (ServerSocketChannel thief = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            thief.bind(UnixDomainSocketAddress.of(path));
            crank.skip(A_SECOND_NS);

            assertThatThrownBy(acceptor::accept).isInstanceOfSatisfying(LinkException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.ADDRESS_STOLEN);
                assertThat(e.errorClass()).isEqualTo(ErrorClass.PERMANENT);
                assertThat(e.getMessage()).contains(path.toString()).contains("a socket");
            });

            acceptor.close();
            assertThat(path).exists();
        }
    }

    @Test
    void aFileInItsPlaceIsLeftAlone() throws IOException {
        Files.delete(path);
        Files.writeString(path, "precious");
        crank.skip(A_SECOND_NS);

        assertThatThrownBy(acceptor::accept).isInstanceOf(LinkException.class).hasMessageContaining("a regular file");
        acceptor.close();
        assertThat(path).hasContent("precious");
    }

    @Test
    void aStaleSocketInItsPlaceIsReplaced() throws IOException {
        Files.delete(path);
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path))
                .close();
        crank.skip(A_SECOND_NS);

        assertThatThrownBy(acceptor::accept).isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.ADDRESS_LOST));
        crank.connect("uds://" + path);
        assertThat(crank.accept(acceptor)).isNotNull();
    }

    @Test
    void aRemovedDirectoryIsPermanent() throws IOException {
        Files.delete(path);
        Files.delete(folder);
        crank.skip(A_SECOND_NS);

        assertThatThrownBy(acceptor::accept).isInstanceOfSatisfying(MillraceException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.BIND_FAILED);
            assertThat(e.errorClass()).isEqualTo(ErrorClass.PERMANENT);
        });
        acceptor.close();
        Files.createDirectory(folder);
    }

    @Test
    void nothingIsDoneWhileAllIsWell() throws IOException {
        FileState before = FileState.at(path);
        for (int i = 0; i < 5; i++) {
            crank.skip(A_SECOND_NS);
            assertThat(acceptor.accept()).isNull();
        }
        assertThat(FileState.at(path)).isEqualTo(before);
    }
}
