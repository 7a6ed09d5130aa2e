// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a link does with bytes; the peer is a bare socket where it has to misbehave. */
class TcpLinkTest {
    private static final int MAX_FRAME = 1 << 20;

    private Crank crank;
    private LinkAcceptor acceptor;
    private final Collector sink = new Collector(MAX_FRAME);

    @BeforeEach
    void start() throws IOException {
        crank = new Crank(new TcpTransportProvider());
        acceptor = crank.listen("tcp://127.0.0.1:0");
    }

    @AfterEach
    void stop() throws IOException {
        crank.close();
    }

    private SocketChannel rawPeer() throws IOException {
        SocketChannel peer = SocketChannel.open(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), acceptor.boundUri().port()));
        peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return peer;
    }

    private LinkException failureOf(FrameLink link) {
        return catchThrowableOfType(
                LinkException.class, () -> crank.until(() -> link.poll(sink) < 0 /* until it throws */));
    }

    @Test
    void everySplitOfTwoFrames() throws IOException {
        try (SocketChannel peer = rawPeer()) {
            FrameLink link = crank.accept(acceptor);
            long sent = 0;
            int length = 40;
            for (int split = 1; split < 2 * length; split++) {
                ByteBuffer both = ByteBuffer.allocate(2 * length);
                both.put(Collector.frame(sent++, length))
                        .put(Collector.frame(sent++, length))
                        .flip();
                peer.write(both.limit(split));
                long upTo = sink.frames() + split / length;
                int[] read = {0};
                int expected = split;
                crank.until(() -> (read[0] += link.poll(sink)) == expected);
                assertThat(sink.frames()).isEqualTo(upTo);
                peer.write(both.limit(2 * length));
                long all = sent;
                crank.until(() -> {
                    link.poll(sink);
                    return sink.frames() == all;
                });
            }
        }
    }

    @Test
    void oneByteAtATime() throws IOException {
        try (SocketChannel peer = rawPeer()) {
            FrameLink link = crank.accept(acceptor);
            for (long n = 0; n < 20; n++) {
                ByteBuffer frame = Collector.frame(n, 100);
                for (int i = 1; i <= 100; i++) {
                    peer.write(frame.limit(i));
                    link.poll(sink);
                }
            }
            crank.until(() -> {
                link.poll(sink);
                return sink.frames() == 20;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 33, 4096, 100_003, 300_000, 1 << 20})
    void backPressureStopsWritesInsideFramesAndNothingIsLost(int length) throws IOException {
        FrameLink client = crank.connect(acceptor.boundUri().toString());
        FrameLink server = crank.accept(acceptor);
        int inBatch = Math.max(1, 65_536 / length);
        long total = inBatch * (long) Math.max(3, (8 << 20) / (inBatch * length));
        ByteBuffer batch = ByteBuffer.allocateDirect(inBatch * length).flip();
        long next = 0;
        long stalls = 0;
        while (next < total || batch.hasRemaining()) {
            if (!batch.hasRemaining()) {
                batch.clear();
                while (batch.hasRemaining()) {
                    batch.put(Collector.frame(next++, length));
                }
                batch.flip();
            }
            if (client.write(batch) == 0) {
                stalls++;
                client.awaitWritable(true);
                crank.until(() -> server.poll(sink) == 0);
                client.awaitWritable(false);
            }
        }
        crank.until(() -> {
            server.poll(sink);
            return sink.frames() == total;
        });
        assertThat(stalls).isPositive();
        assertThat(sink.bytes()).isEqualTo(total * length);
    }

    @Test
    void awaitWritableWakesTheSelectorOnceThereIsRoom() throws IOException {
        try (Crank dialler = new Crank(new TcpTransportProvider())) {
            FrameLink client = dialler.connect(acceptor.boundUri().toString());
            FrameLink server = crank.accept(acceptor);
            ByteBuffer frame = ByteBuffer.allocate(64 * 1024);
            do {
                frame.rewind();
            } while (client.write(frame) > 0);
            client.awaitWritable(true);
            assertThat(dialler.select(0)).isZero();

            crank.until(() -> server.poll((buffer, offset, length) -> length) == 0);

            assertThat(dialler.select(10_000)).isEqualTo(1);
            assertThat(client.write(frame.rewind())).isPositive();
            client.awaitWritable(false);
            assertThat(dialler.select(0)).isZero();
        }
    }

    @Test
    void whatCameBeforeTheEndIsHandedOver() throws IOException {
        SocketChannel peer = rawPeer();
        FrameLink link = crank.accept(acceptor);
        for (long n = 0; n < 100; n++) {
            peer.write(Collector.frame(n, 64));
        }
        peer.write(Collector.frame(100, 64).limit(17));
        peer.close();

        LinkException end = failureOf(link);

        assertThat(sink.frames()).isEqualTo(100);
        assertThat(end.code()).isEqualTo(ErrorCode.LINK_EOF);
        assertThat(end).hasMessageContaining(link.description()).hasMessageContaining("the last 17 of them");
    }

    @Test
    void resetByThePeer() throws IOException {
        SocketChannel peer = rawPeer();
        FrameLink link = crank.accept(acceptor);
        peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();

        LinkException reset = failureOf(link);

        assertThat(reset.code()).isEqualTo(ErrorCode.LINK_RESET);
        assertThat(reset).hasMessageContaining(link.description());
        assertThatThrownBy(() -> link.write(Collector.frame(0, 64)))
                .isInstanceOf(LinkException.class)
                .extracting("code")
                .isEqualTo(ErrorCode.LINK_RESET);
    }

    @Test
    void halfClosedLinkStillReceives() throws IOException {
        try (SocketChannel peer = rawPeer()) {
            FrameLink link = crank.accept(acceptor);
            link.shutdownOutput();
            link.shutdownOutput();
            assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);

            peer.write(Collector.frame(0, 64));

            crank.until(() -> {
                link.poll(sink);
                return sink.frames() == 1;
            });
        }
    }

    @Test
    void bytesSurviveASinkThatThrows() throws IOException {
        try (SocketChannel peer = rawPeer()) {
            FrameLink link = crank.accept(acceptor);
            peer.write(Collector.frame(0, 64));
            IllegalStateException thrown = catchThrowableOfType(
                    IllegalStateException.class,
                    () -> crank.until(() -> link.poll((buffer, offset, length) -> {
                                throw new IllegalStateException("handler");
                            })
                            < 0));
            assertThat(thrown).hasMessage("handler");

            peer.write(Collector.frame(1, 64));

            crank.until(() -> {
                link.poll(sink);
                return sink.frames() == 2;
            });
        }
    }

    @Test
    void everythingAfterCloseSaysSo() throws IOException {
        FrameLink link = crank.connect(acceptor.boundUri().toString());
        FrameLink peer = crank.accept(acceptor);
        link.close();
        link.close();

        assertThatThrownBy(() -> link.poll(sink))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> link.write(Collector.frame(0, 64)))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(link::finishConnect).isInstanceOf(LinkException.class);
        link.awaitWritable(true);
        link.shutdownOutput();
        assertThat(failureOf(peer).code()).isEqualTo(ErrorCode.LINK_EOF);
    }

    @Test
    void closeFromWithinTheSink() throws IOException {
        try (SocketChannel peer = rawPeer()) {
            FrameLink link = crank.accept(acceptor);
            peer.write(Collector.frame(0, 64));
            ByteBuffer[] seen = new ByteBuffer[1];
            crank.until(() -> link.poll((buffer, offset, length) -> {
                        assertThat(link.poll(sink)).isZero();
                        link.close();
                        seen[0] = buffer;
                        return length;
                    })
                    > 0);

            FrameLink one = crank.connect(acceptor.boundUri().toString());
            FrameLink other = crank.accept(acceptor);
            FrameSink anotherBuffer = (buffer, offset, length) -> {
                assertThat(buffer).isNotSameAs(seen[0]);
                return length;
            };
            one.write(Collector.frame(0, 64));
            crank.until(() -> other.poll(anotherBuffer) > 0);
            other.write(Collector.frame(0, 64));
            crank.until(() -> one.poll(anotherBuffer) > 0);
        }
    }

    @Test
    void linksThatComeAndGoUseTheSameBuffers() throws IOException {
        Set<Object> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 20; i++) {
            FrameLink client = crank.connect(acceptor.boundUri().toString());
            FrameLink server = crank.accept(acceptor);
            client.write(Collector.frame(0, 64));
            crank.until(() -> server.poll((buffer, offset, length) -> {
                        buffers.add(buffer);
                        return length;
                    })
                    > 0);
            server.close();
            client.close();
        }
        assertThat(buffers).hasSizeLessThanOrEqualTo(2);
    }
}
