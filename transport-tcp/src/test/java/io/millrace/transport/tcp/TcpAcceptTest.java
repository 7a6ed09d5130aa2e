// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ErrorCode;
import io.millrace.error.ResourceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TcpAcceptTest {
    private static SocketChannel connectTo(LinkAcceptor acceptor) throws IOException {
        return SocketChannel.open(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), acceptor.boundUri().port()));
    }

    @Test
    void aFailureIsFollowedByAPauseInWhichTheSelectorSleeps() throws IOException {
        boolean[] exhausted = {true};
        try (Crank crank =
                AlteredFamily.crank(context -> AlteredFamily.after(context, "configure", (channel, first) -> {
                    if (exhausted[0]) {
                        throw new ResourceException(ErrorCode.OUT_OF_MEMORY, "no memory", "");
                    }
                }))) {
            LinkAcceptor acceptor = crank.listen("tcp://127.0.0.1:0");
            try (SocketChannel first = connectTo(acceptor);
                    SocketChannel second = connectTo(acceptor)) {
                assertThatThrownBy(() -> crank.accept(acceptor)).isInstanceOf(ResourceException.class);
                assertThat(acceptor.accept()).isNull();
                assertThat(first.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                assertThat(crank.select(20)).isZero();

                exhausted[0] = false;
                crank.skip(TimeUnit.MILLISECONDS.toNanos(100));

                FrameLink link = crank.accept(acceptor);
                assertThat(link.description()).endsWith(":" + ((InetSocketAddress) second.getLocalAddress()).getPort());
            }
        }
    }

    @Test
    void aPeerThatIsGoneAlreadyIsSkipped() throws IOException {
        int[] calls = {0};
        try (Crank crank =
                AlteredFamily.crank(context -> AlteredFamily.after(context, "configure", (channel, first) -> {
                    if (calls[0]++ == 0) {
                        throw new IOException("Invalid argument");
                    }
                }))) {
            LinkAcceptor acceptor = crank.listen("tcp://127.0.0.1:0");
            try (SocketChannel first = connectTo(acceptor);
                    SocketChannel second = connectTo(acceptor)) {
                FrameLink link = crank.accept(acceptor);

                assertThat(link.description()).endsWith(":" + ((InetSocketAddress) second.getLocalAddress()).getPort());
                assertThat(first.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        }
    }

    @Test
    void linksOutliveTheirAcceptor() throws IOException {
        try (Crank crank = new Crank(new TcpTransportProvider())) {
            LinkAcceptor acceptor = crank.listen("tcp://127.0.0.1:0");
            FrameLink client = crank.connect(acceptor.boundUri().toString());
            FrameLink server = crank.accept(acceptor);
            acceptor.close();
            crank.select(0);

            client.write(ByteBuffer.allocateDirect(32));

            crank.until(() -> server.poll((buffer, offset, length) -> length) == 32);
        }
    }
}
