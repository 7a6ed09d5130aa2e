// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.EndpointCounters;
import io.millrace.Millrace;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who connects to a listener without being a Millrace endpoint is turned away, and told apart. */
final class StrangersTest {
    private static final int OF_EACH = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] HTTP = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private final Ledger ledger = new Ledger();
    private final Events events = new Events();

    @ParameterizedTest
    @EnumSource
    void areTurnedAwayWhileAClientIsServed(Carrier carrier) throws Exception {
        List<SocketChannel> strangers = new ArrayList<>();
        try (Millrace far = Millrace.builder().listener(events).build();
                Millrace near = Millrace.create()) {
            Endpoint server = far.listen(carrier.listen(folder) + "?handshake-timeout=300ms");
            server.subscribe("numbers", ledger::accept);
            var numbers = near.connect(server.uri().toString().replaceAll("\\?.*", ""))
                    .publication("numbers");
            try (Pump pump = Pump.start(numbers)) {
                Await.until(PATIENCE, "flowing", ledger::toString, () -> ledger.handled() > 0);
                SplittableRandom random = new SplittableRandom(1);
                for (int i = 0; i < OF_EACH; i++) {
                    strangers.add(connect(server, new byte[0]));
                    strangers.add(connect(server, rubbish(random)));
                    strangers.add(connect(server, HTTP));
                    strangers.add(connect(server, clientHello(random)));
                }
                for (SocketChannel stranger : strangers) {
                    assertThat(isClosedByServer(stranger)).isTrue();
                }
                long during = ledger.handled();
                Await.until(PATIENCE, "still flowing", ledger::toString, () -> ledger.handled() > during + 10_000);
                long published = pump.stop();
                assertThat(numbers.drain(PATIENCE)).isTrue();
                ledger.assertExactly(published);
            }
            assertThat(server.sessions()).isEqualTo(1);
            EndpointCounters counters = server.counters();
            assertThat(counters.refused(ErrorCode.HANDSHAKE_TIMEOUT)).isEqualTo(OF_EACH);
            assertThat(counters.refusals().values().stream().mapToLong(n -> n).sum())
                    .as(events.toString())
                    .isEqualTo(4 * OF_EACH);
        } finally {
            for (SocketChannel stranger : strangers) {
                stranger.close();
            }
        }
        assertThat(told(ErrorCode.HANDSHAKE_TIMEOUT, "")).as(events.toString()).isPositive();
        assertThat(told(ErrorCode.NOT_MILLRACE, "HTTP")).as(events.toString()).isPositive();
        assertThat(told(ErrorCode.PEER_SPEAKS_TLS, "TLS")).as(events.toString()).isPositive();
        assertThat(events.count(Kind.ATTEMPT_FAILED)).as(events.toString()).isLessThan(2 * OF_EACH);
        assertThat(events.count(Kind.LINK_DOWN)).as(events.toString()).isZero();
    }

    private long told(ErrorCode code, String word) {
        return events.count(event -> event.kind() == Kind.ATTEMPT_FAILED
                && event.cause() != null
                && event.cause().code() == code
                && event.cause().getMessage().contains(word));
    }

    private static SocketChannel connect(Endpoint server, byte[] firstWords) throws IOException {
        SocketAddress address = server.uri().host() == null
                ? UnixDomainSocketAddress.of(server.uri().address())
                : new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), server.uri().port());
        SocketChannel socket = SocketChannel.open(address);
        socket.write(ByteBuffer.wrap(firstWords));
        return socket;
    }

    private static boolean isClosedByServer(SocketChannel stranger) {
        ByteBuffer lastWords = ByteBuffer.allocate(4096);
        try {
            int read = 0;
            while (read >= 0) {
                read = stranger.read(lastWords.clear());
            }
            return true;
        } catch (IOException e) {
            return e.getMessage().contains("reset");
        }
    }

    private static byte[] rubbish(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(32, 2_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The head of a TLS 1.3 ClientHello; what follows its first bytes is never looked at. */
    private static byte[] clientHello(SplittableRandom random) {
        byte[] bytes = new byte[517];
        random.nextBytes(bytes);
        byte[] head = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03};
        System.arraycopy(head, 0, bytes, 0, head.length);
        return bytes;
    }
}
