// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerPrincipal;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsLinkTest {
    private static final Certificates CERTIFICATES = Certificates.get();
    private static final String SERVER = CERTIFICATES.is("server");
    private static final String CLIENT = CERTIFICATES.trusts("authority");

    private static final String LISTEN = "tcps://127.0.0.1:0?";

    private Crank crank;
    private LinkAcceptor acceptor;
    private FrameLink client;
    private FrameLink server;

    @BeforeEach
    void open() throws IOException {
        crank = new Crank(new TcpsTransportProvider());
    }

    @AfterEach
    void close() throws IOException {
        crank.close();
    }

    private void connect(String serverOptions, String clientOptions) throws IOException {
        acceptor = crank.listen(LISTEN + serverOptions);
        client = crank.connect(dialled(clientOptions));
        server = crank.accept(acceptor);
        crank.until(() -> {
            client.poll(REFUSING);
            server.poll(REFUSING);
            return client.principal() != null && server.isWritable() && client.isWritable();
        });
    }

    private String dialled(String options) {
        return "tcps://127.0.0.1:" + acceptor.boundUri().port() + "?" + options;
    }

    private static final FrameSink REFUSING = (buffer, offset, length) -> {
        throw new AssertionError("nothing was sent");
    };

    @Test
    void whatIsWrittenArrivesWhateverTheSizes() throws IOException {
        connect(SERVER, CLIENT);
        exchange(client, server, new Random(1));
        exchange(server, client, new Random(2));
    }

    /** Writes frames of all sizes, as fast as the link takes them; the reader is slow, so that most writes fall short. */
    private void exchange(FrameLink writer, FrameLink reader, Random random) throws IOException {
        int frames = 6_000;
        Frames expected = new Frames(random.nextLong());
        Frames sent = new Frames(expected.seed());
        ByteBuffer run = ByteBuffer.allocateDirect(300_000)
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
        long[] short_ = {0};
        crank.until(() -> {
            if (!run.hasRemaining() && sent.count() < frames) {
                run.clear();
                sent.fill(run, 1 + random.nextInt(40), frames);
                run.flip();
            }
            int before = run.remaining();
            int written = writer.write(run);
            assertThat(before - run.remaining()).isEqualTo(written);
            if (run.hasRemaining()) {
                short_[0]++;
                // The engine may put something between two frames, but nothing into one
                assertThat(written == 0 || run.remaining() % 32 != 0).isTrue();
            }
            if (random.nextInt(200) == 0 || !run.hasRemaining() && sent.count() == frames) {
                reader.poll(expected);
            }
            return expected.count() == frames;
        });
        assertThat(short_[0]).isPositive();
    }

    /**
     * The last step of the handshake may be a task, and be over before the link looks whether it still runs: what comes right
     * behind it must not be opened before the link has noticed, or it is lost.
     */
    @Test
    void whatComesBehindTheLastStepOfTheHandshakeArrives() throws IOException {
        crank.close();
        TcpsTransportProvider provider = new TcpsTransportProvider();
        crank = new Crank(provider, context -> new TcpsTransport(context, provider.family(context), Runnable::run));
        acceptor = crank.listen(LISTEN + SERVER + "&client-auth=want&" + CLIENT);
        client = crank.connect(dialled(CLIENT));
        server = crank.accept(acceptor);
        // The listener looks only when both are there: the dialler's last record of the handshake, and the first of
        // data
        crank.until(() -> {
            client.poll(REFUSING);
            return client.isWritable() || server.poll(REFUSING) < 0;
        });
        Frames sent = new Frames(5);
        ByteBuffer run = ByteBuffer.allocateDirect(300_000).order(ByteOrder.LITTLE_ENDIAN);
        sent.fill(run, 3, 3);
        client.write(run.flip());
        assertThat(run.hasRemaining()).isFalse();
        Frames expected = new Frames(5);
        crank.until(() -> {
            server.poll(expected);
            return expected.count() == 3;
        });
    }

    @Test
    void aFarewellIsToldFromACut() throws IOException {
        connect(SERVER, CLIENT);
        client.shutdownOutput();
        assertThat(failure(server)).isEqualTo(ErrorCode.LINK_EOF);
        server.shutdownOutput();
        assertThat(failure(client)).isEqualTo(ErrorCode.LINK_EOF);
    }

    @Test
    void whoClosesSaysFarewell() throws IOException {
        connect(SERVER, CLIENT);
        client.close();
        assertThat(failure(server)).isEqualTo(ErrorCode.LINK_EOF);
    }

    private ErrorCode failure(FrameLink link) throws IOException {
        ErrorCode[] code = new ErrorCode[1];
        crank.until(() -> {
            try {
                link.poll(REFUSING);
                return false;
            } catch (MillraceException e) {
                code[0] = e.code();
                return true;
            }
        });
        return code[0];
    }

    @Test
    void bothSidesKnowWhoThePeerIs() throws IOException {
        connect(SERVER + "&client-auth=need&" + CLIENT, CLIENT + "&" + CERTIFICATES.is("client"));
        crank.until(() -> {
            server.poll(REFUSING);
            return server.principal() != null;
        });
        assertThat(client.principal())
                .isEqualTo(PeerPrincipal.certificate("CN=server,O=Millrace tests", java.util.List.of("localhost")));
        assertThat(server.principal())
                .isEqualTo(PeerPrincipal.certificate(
                        "CN=client,O=Millrace tests", java.util.List.of("client.example", "millrace://orders/client")));
    }

    @Test
    void aSinkThatThrowsLosesNothing() throws IOException {
        connect(SERVER, CLIENT);
        Frames sent = new Frames(7);
        ByteBuffer run = ByteBuffer.allocateDirect(300_000).order(ByteOrder.LITTLE_ENDIAN);
        sent.fill(run, 30, 30);
        run.flip();
        crank.until(() -> {
            client.write(run);
            return !run.hasRemaining();
        });
        MillraceException no = MillraceException.of(ErrorCode.UNEXPECTED_FRAME, "no", "");
        crank.until(() -> {
            try {
                server.poll((buffer, offset, length) -> {
                    throw no;
                });
                return false;
            } catch (MillraceException e) {
                assertThat(e).isSameAs(no);
                return true;
            }
        });
        Frames expected = new Frames(7);
        crank.until(() -> {
            server.poll(expected);
            return expected.count() == 30;
        });
    }

    @Test
    void aFrameLargerThanTheBufferArrives() throws IOException {
        connect(SERVER, CLIENT);
        int length = 1 << 20;
        ByteBuffer run = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        run.putInt(0, length);
        int[] taken = {0};
        crank.until(() -> {
            client.write(run);
            server.poll((buffer, offset, available) -> {
                if (available < length) {
                    return 0;
                }
                taken[0] = buffer.getInt(offset);
                return available;
            });
            return taken[0] == length;
        });
    }

    @Test
    void beforeTheHandshakeIsDoneNothingIsTaken() throws IOException {
        acceptor = crank.listen(LISTEN + SERVER);
        client = crank.connect(dialled(CLIENT));
        ByteBuffer hello = ByteBuffer.allocateDirect(64);
        assertThat(client.write(hello)).isZero();
        assertThat(hello.position()).isZero();
        assertThat(client.isWritable()).isFalse();
        assertThat(client.principal()).isNull();
    }

    @Test
    void writingAfterTheFarewellFails() throws IOException {
        connect(SERVER, CLIENT);
        client.shutdownOutput();
        assertThatThrownBy(() -> client.write(ByteBuffer.allocateDirect(32))).isInstanceOf(MillraceException.class);
    }
}
