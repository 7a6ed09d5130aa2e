// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.socket.HostResolver;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Attempts to connect that do not go well at once. */
class TcpDialTest {
    private static Crank crankWith(HostResolver.NameService names) throws IOException {
        return AlteredFamily.crank(context -> new TcpFamily(new HostResolver(names, context::wakeup)));
    }

    private static LinkException failureOf(Crank crank, String uri) {
        return catchThrowableOfType(LinkException.class, () -> crank.connect(uri));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aSlowNameServiceDoesNotHoldTheAgentUp() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        try (Crank crank = crankWith(host -> {
            questions.incrementAndGet();
            assertThat(host).isEqualTo("orders_service");
            await(answer);
            return InetAddress.getAllByName("127.0.0.1");
        })) {
            LinkAcceptor acceptor = crank.listen("tcp://127.0.0.1:0");
            String uri = "tcp://orders_service:" + acceptor.boundUri().port();
            FrameLink first = crank.dial(uri);
            assertThat(first.finishConnect()).isFalse();
            assertThat(first.description())
                    .isEqualTo("→ orders_service:" + acceptor.boundUri().port());
            first.close();
            FrameLink second = crank.dial(uri);
            assertThat(second.finishConnect()).isFalse();

            answer.countDown();
            crank.until(second::finishConnect);

            assertThat(questions).hasValue(1);
            assertThat(second.description())
                    .endsWith("→ 127.0.0.1:" + acceptor.boundUri().port());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theAnswerEndsTheAgentsSleep() throws Exception {
        CountDownLatch asleep = new CountDownLatch(1);
        try (Crank crank = crankWith(host -> {
            await(asleep);
            return InetAddress.getAllByName("127.0.0.1");
        })) {
            LinkAcceptor acceptor = crank.listen("tcp://127.0.0.1:0");
            FrameLink link = crank.dial("tcp://name:" + acceptor.boundUri().port());
            crank.select(0);
            asleep.countDown();

            long from = System.nanoTime();
            crank.select(15_000);

            assertThat(System.nanoTime() - from).isLessThan(TimeUnit.SECONDS.toNanos(10));
            crank.until(link::finishConnect);
        }
    }

    @Test
    void unknownHost() throws IOException {
        try (Crank crank = crankWith(host -> {
            throw new UnknownHostException(host + ": Name or service not known");
        })) {
            LinkException error = failureOf(crank, "tcp://no_such_host:7400");

            assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_HOST);
            assertThat(error).hasMessageContaining("'no_such_host'").hasMessageContaining("getent hosts no_such_host");
        }
    }

    @Test
    void aNameServiceThatNeverAnswersTimesOut() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (Crank crank = crankWith(host -> {
            await(never);
            throw new UnknownHostException(host);
        })) {
            FrameLink link = crank.dial("tcp://name:7400?connect-timeout=3s");
            assertThat(link.finishConnect()).isFalse();

            crank.skip(TimeUnit.SECONDS.toNanos(3));

            LinkException error = catchThrowableOfType(LinkException.class, link::finishConnect);
            assertThat(error.code()).isEqualTo(ErrorCode.CONNECT_TIMEOUT);
            assertThat(error).hasMessageContaining("3000 ms").hasMessageContaining("tcp://name:7400");
        } finally {
            never.countDown();
        }
    }

    @Test
    void everyAddressOfANameIsTried() throws IOException {
        int refusing = freePort();
        try (Crank crank = crankWith(host -> {
            throw new AssertionError("localhost is known");
        })) {
            LinkAcceptor acceptor = crank.listen("tcp://[::1]:0");

            FrameLink link =
                    crank.connect("tcp://localhost:" + acceptor.boundUri().port());

            assertThat(link.description()).contains("→ [");
            LinkException error = failureOf(crank, "tcp://localhost:" + refusing);
            assertThat(error.code()).isEqualTo(ErrorCode.CONNECT_REFUSED);
            assertThat(error).hasMessageContaining("127.0.0.1:" + refusing);
            assertThat(error.getSuppressed()).hasSize(1);
        }
    }

    @Test
    void aPeerThatDoesNotAnswerTimesOut() throws IOException {
        try (Crank crank = new Crank(new TcpTransportProvider())) {
            // Linux drops the first packet of a connection when the backlog, plus one, is full
            LinkAcceptor acceptor = crank.listen("tcp://127.0.0.1:0?backlog=1");
            FrameLink ignored = unanswered(crank, acceptor.boundUri() + "&connect-timeout=700ms");

            crank.skip(TimeUnit.MILLISECONDS.toNanos(701));

            LinkException error = catchThrowableOfType(LinkException.class, ignored::finishConnect);
            assertThat(error.code()).isEqualTo(ErrorCode.CONNECT_TIMEOUT);
            assertThat(error)
                    .hasMessageContaining("127.0.0.1:" + acceptor.boundUri().port())
                    .hasMessageContaining("700 ms");
        }
    }

    private static FrameLink unanswered(Crank crank, String uri) throws IOException {
        for (int i = 0; i < 20; i++) {
            FrameLink link = crank.dial(uri);
            for (int turns = 0; turns < 20 && !link.finishConnect(); turns++) {
                crank.select(1);
            }
            if (!link.finishConnect()) {
                return link;
            }
        }
        throw new AssertionError("20 connections fit into a backlog of 1");
    }

    @Test
    void aConnectionToItselfIsNobody() throws IOException {
        int port = freePort();
        // By chance the system does so once in some thousand attempts, and here each time
        try (Crank crank = AlteredFamily.crank(context ->
                AlteredFamily.after(context, "open", (channel, target) -> channel.bind((SocketAddress) target)))) {
            LinkException error = failureOf(crank, "tcp://127.0.0.1:" + port);

            assertThat(error.code()).isEqualTo(ErrorCode.CONNECT_REFUSED);
            assertThat(error).hasMessageContaining("came back to itself");
            crank.select(0);
            crank.listen("tcp://127.0.0.1:" + port);
        }
    }

    @Test
    void anAddressThatCannotBeReached() throws IOException {
        try (Crank crank = new Crank(new TcpTransportProvider())) {
            // A multicast address: the system turns a TCP connection to it down at once
            LinkException error = failureOf(crank, "tcp://224.0.0.1:7400?insecure=true");

            assertThat(error.code()).isEqualTo(ErrorCode.CONNECT_FAILED);
            assertThat(error).hasMessageContaining("224.0.0.1:7400");
        }
    }

    @Test
    void closingTheTransportClosesWhatItMade() throws IOException {
        Crank crank = new Crank(new TcpTransportProvider());
        LinkAcceptor acceptor = crank.listen("tcp://127.0.0.1:0");
        FrameLink connected = crank.connect(acceptor.boundUri().toString());
        FrameLink accepted = crank.accept(acceptor);

        crank.close();

        for (FrameLink link : List.of(connected, accepted)) {
            assertThat(catchThrowableOfType(LinkException.class, () -> link.poll((buffer, offset, length) -> 0)))
                    .hasMessageContaining("closed");
        }
        try (ServerSocket again = new ServerSocket()) {
            again.bind(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), acceptor.boundUri().port()));
        }
        assertThat(failureOf(crank, "tcp://127.0.0.1:1")).hasMessageContaining("transport is closed");
    }
}
