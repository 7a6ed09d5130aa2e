// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.TransportContext.ReadyHandler;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a link and an acceptor make system calls, seen from outside: a cold one does not notice what is there. */
class TcpReadinessTest {
    private static final int MORE_THAN_ENOUGH_TO_COOL = 1000;
    private static final FrameSink ALL = (buffer, offset, length) -> length;

    private Crank crank;
    private LinkAcceptor acceptor;
    private SocketChannel peer;
    private FrameLink link;

    @BeforeEach
    void start() throws IOException {
        crank = new Crank(new TcpTransportProvider());
        acceptor = crank.listen("tcp://127.0.0.1:0");
        peer = open();
        link = crank.accept(acceptor);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        crank.close();
    }

    private SocketChannel open() throws IOException {
        return SocketChannel.open(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), acceptor.boundUri().port()));
    }

    private void send(int bytes) throws IOException {
        peer.write(ByteBuffer.allocate(bytes));
    }

    private void cool() {
        for (int i = 0; i < MORE_THAN_ENOUGH_TO_COOL; i++) {
            assertThat(link.poll(ALL)).isZero();
        }
    }

    private void receive(int bytes) throws IOException {
        int[] read = {0};
        crank.until(() -> (read[0] += link.poll(ALL)) == bytes);
    }

    /** Handed to another agent, before its first poll: from then on that one's selector alone knows of it. */
    @Test
    void aMovedLinkWakesItsNewOwnerOnly() throws IOException {
        try (Selector other = Selector.open()) {
            link.moveTo(other);
            crank.select(0);
            assertThat(crank.selector().keys()).as("of the acceptor alone").hasSize(1);
            cool();
            send(32);
            assertThat(other.select(key -> ((ReadyHandler) key.attachment()).onReady(key.readyOps()), 20_000))
                    .isEqualTo(1);
            assertThat(link.poll(ALL)).isEqualTo(32);

            ByteBuffer full = ByteBuffer.allocateDirect(1 << 20);
            while (full.hasRemaining() && link.write(full) > 0) {
                full.clear();
            }
            link.awaitWritable(true);
            assertThat(link.isWritable()).isFalse();
            ByteBuffer taken = ByteBuffer.allocateDirect(1 << 20);
            while (!link.isWritable()) {
                peer.read(taken.clear());
                other.select(key -> ((ReadyHandler) key.attachment()).onReady(key.readyOps()), 10);
            }
            link.close();
            other.selectNow();
            assertThat(other.keys()).isEmpty();
        }
    }

    @Test
    void aHotLinkNeedsNoSelector() throws IOException {
        int readWithoutOne = 0;
        for (int i = 0; i < 200; i++) {
            send(32);
            int read = 0;
            for (int polls = 0; read == 0 && polls < 64; polls++) {
                read = link.poll(ALL);
            }
            if (read == 32) {
                readWithoutOne++;
                for (int polls = 0; polls < 63; polls++) {
                    assertThat(link.poll(ALL)).isZero();
                }
            } else {
                // Loopback nearly always delivers before the write returns, but a busy kernel may put it off
                receive(32);
            }
        }
        assertThat(readWithoutOne).isGreaterThan(20);
    }

    @Test
    void aColdLinkWakesOnData() throws IOException {
        cool();
        send(32);
        assertThat(link.poll(ALL)).isZero();

        assertThat(crank.select(20_000)).isEqualTo(1);

        assertThat(link.poll(ALL)).isEqualTo(32);
        send(32);
        receive(32);
    }

    @Test
    void aColdLinkWakesOnTheEnd() throws IOException {
        cool();
        peer.close();

        assertThat(crank.select(20_000)).isEqualTo(1);

        assertThatThrownBy(() -> link.poll(ALL)).hasMessageContaining("LINK_EOF");
    }

    @Test
    void anAcceptorAsksOnlyWhenTold() throws IOException {
        assertThat(acceptor.accept()).isNull();
        try (SocketChannel second = open();
                SocketChannel third = open()) {
            assertThat(second.isConnected() && third.isConnected()).isTrue();
            assertThat(acceptor.accept()).isNull();

            assertThat(crank.select(20_000)).isEqualTo(1);

            assertThat(acceptor.accept()).isNotNull();
            assertThat(crank.accept(acceptor)).isNotNull();
            assertThat(acceptor.accept()).isNull();
        }
    }

    @Test
    void aClosedAcceptorFreesItsAddressAtOnce() throws IOException {
        cool();
        send(32);
        acceptor.close();
        acceptor.close();

        assertThat(acceptor.accept()).isNull();
        try (SocketChannel refused = open()) {
            fail("still listening: " + refused);
        } catch (ConnectException expected) {
            crank.listen(acceptor.boundUri().toString());
            receive(32);
        }
    }
}
