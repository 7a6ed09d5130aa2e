// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerPrincipal;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F41: who is at the other end, by the system's word. */
class PeerTest {
    private static final FrameSink ANYTHING = (buffer, offset, length) -> length;
    private static final FrameSink NOTHING = (buffer, offset, length) -> {
        throw new AssertionError("a byte of a refused peer was looked at");
    };

    @TempDir
    private Path folder;

    private Crank crank;
    private String uri;
    private String user;
    private String group;

    @BeforeEach
    void open() throws IOException {
        crank = new Crank(new UdsTransportProvider());
        uri = "uds://" + folder.resolve("a.sock");
        PosixFileAttributes own = Files.readAttributes(folder, PosixFileAttributes.class);
        user = own.owner().getName();
        group = own.group().getName();
    }

    @AfterEach
    void close() throws IOException {
        crank.close();
    }

    @Test
    void isNamedInDescriptionAndPrincipal() throws IOException {
        LinkAcceptor acceptor = crank.listen(uri);
        FrameLink near = crank.connect(uri);
        FrameLink far = crank.accept(acceptor);

        String path = folder.resolve("a.sock").toString();
        assertThat(near.description()).isEqualTo(path + " → user " + user + " (group " + group + ")");
        assertThat(far.description()).isEqualTo(path + " ← user " + user + " (group " + group + ")");
        assertThat(near.principal()).isEqualTo(PeerPrincipal.unixUser(user, group));
        assertThat(far.principal()).isEqualTo(PeerPrincipal.unixUser(user, group));
        assertThat(near.isLocal()).isTrue();
    }

    @Test
    void isLetInByEitherList() throws IOException {
        for (String lists : new String[] {
            "?allow-user=" + user, "?allow-user=somebody,%20" + user, "?allow-user=somebody&allow-group=" + group
        }) {
            LinkAcceptor acceptor = crank.listen(uri + lists);
            FrameLink near = crank.connect(uri);
            FrameLink far = crank.accept(acceptor);
            near.write(ByteBuffer.allocateDirect(32));
            crank.until(() -> far.poll(ANYTHING) == 32);
            near.close();
            far.close();
            acceptor.close();
        }
    }

    @Test
    void isRefusedBeforeAnythingIsRead() throws IOException {
        LinkAcceptor acceptor = crank.listen(uri + "?allow-user=somebody&allow-group=some");
        FrameLink near = crank.connect(uri);
        near.write(ByteBuffer.allocateDirect(32));
        FrameLink far = crank.accept(acceptor);

        assertThatThrownBy(() -> far.poll(NOTHING)).isInstanceOfSatisfying(LinkException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED);
            assertThat(e.getMessage())
                    .contains("user " + user)
                    .contains("allow-user=somebody")
                    .contains("allow-group=some");
        });
        far.write(ByteBuffer.allocateDirect(8));
        crank.until(() -> near.poll(ANYTHING) == 8);
        crank.until(() -> far.poll(ANYTHING) == 32);
    }

    @Test
    void aListenerOfAnotherUserIsNotTalkedTo() throws IOException {
        crank.listen(uri);

        assertThatThrownBy(() -> crank.connect(uri + "?allow-user=somebody"))
                .isInstanceOfSatisfying(
                        LinkException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED));
    }
}
