// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spi.frame.FrameDescriptor;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final int TIMEOUT_MS = 10_000;

    private ServerSocket server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(TIMEOUT_MS);
        proxy = FaultProxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void forwardsBothWaysAndPassesTheEndOn() throws IOException {
        byte[] there = frames(2_000, 500);
        try (Socket client = connect();
                Socket accepted = accept()) {
            client.getOutputStream().write(there);
            client.shutdownOutput();
            assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(there);
            accepted.getOutputStream().write("any bytes".getBytes(StandardCharsets.UTF_8));
            accepted.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("any bytes");
        }
        assertThat(proxy.framesSeen()).isEqualTo(2_000);
    }

    /** Direct memory comes back with a collection only, and nothing here calls for one. */
    @Test
    void linksThatComeAndGoTakeTheMemoryOfThoseBeforeThem() throws IOException {
        long before = directBytes();
        for (int i = 0; i < 60; i++) {
            try (Socket client = connect();
                    Socket accepted = accept()) {
                client.getOutputStream().write(i);
                assertThat(accepted.getInputStream().read()).isEqualTo(i);
                if (i % 2 == 0) {
                    proxy.reset();
                }
            }
        }
        // Two a link; one that has ended may still be there when the next one comes
        assertThat(directBytes() - before).isLessThan(6L * SpareBuffers.BUFFER_BYTES);
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getTotalCapacity)
                .sum();
    }

    @Test
    void cutsInsideAFrameResetsBothSidesRefusesAndReturns() throws Exception {
        Outage outage = proxy.cutInsideFrame(100, 50, Duration.ofMillis(50));
        byte[] there = frames(1_000, 90);
        try (Socket client = connect();
                Socket accepted = accept()) {
            client.getOutputStream().write(there);
            byte[] received = readUntilReset(accepted);
            assertThat(received).hasSize(100 * 96 + 50).isEqualTo(head(there, received.length));
            assertThat(outage.cut().get()).isEqualTo(new Cut(90, 50, 100 * 96, 101));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket client = connectAgain();
                Socket accepted = accept()) {
            client.getOutputStream().write(there);
            assertThat(outage.flowingAgain().get()).isPositive();
            assertThat(accepted.getInputStream().readNBytes(there.length)).isEqualTo(there);
        }
    }

    @Test
    void severalCutsHappenOneAfterTheOther() throws Exception {
        Outage[] outages = new Outage[5];
        for (int i = 0; i < outages.length; i++) {
            outages[i] = proxy.cutInsideFrame(10L * i, 33 + i, Duration.ZERO);
        }
        for (int i = 0; i < outages.length; i++) {
            try (Socket client = connectAgain();
                    Socket accepted = accept()) {
                client.getOutputStream().write(frames(1_000, 90));
                byte[] received = readUntilReset(accepted);
                assertThat(received.length % 96).isEqualTo(33 + i);
                assertThat(outages[i].cut().get().forwardedBytes()).isEqualTo(33 + i);
            }
        }
    }

    @Test
    void downRefusesUntilUp() throws Exception {
        proxy.down();
        awaitRefusal();
        proxy.up();
        connectAgain().close();
    }

    @Test
    void mutedItHoldsEveryByteAndTellsNobody() throws Exception {
        byte[] there = frames(10, 90);
        try (Socket client = connect();
                Socket accepted = accept()) {
            client.getOutputStream().write(there);
            assertThat(accepted.getInputStream().readNBytes(there.length)).isEqualTo(there);

            proxy.bothWays().hold();
            client.getOutputStream().write(there);
            accepted.setSoTimeout(200);
            assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            proxy.bothWays().release();
            accepted.setSoTimeout(TIMEOUT_MS);
            assertThat(accepted.getInputStream().readNBytes(there.length)).isEqualTo(there);
        }
    }

    @Test
    void halfOpenOneSideIsResetAndTheOtherHearsNothing() throws Exception {
        try (Socket client = connect();
                Socket accepted = accept()) {
            proxy.halfOpenForDiallers();
            assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketException.class);
            client.setSoTimeout(200);
            client.getOutputStream().write(frames(10, 90));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
        try (Socket client = connect();
                Socket accepted = accept()) {
            proxy.halfOpenForTarget();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            accepted.setSoTimeout(200);
            assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void closingItFailsWhatIsStillPlanned() {
        Outage outage = proxy.cutInsideFrame(1_000_000, 40, Duration.ZERO);
        proxy.close();
        assertThatThrownBy(() -> outage.cut().get())
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("was closed");
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    // The proxy refuses for a while; how long is its own affair, so the test only keeps trying.
    private Socket connectAgain() throws IOException {
        long deadlineNs = System.nanoTime() + Duration.ofMillis(TIMEOUT_MS).toNanos();
        while (true) {
            try {
                return connect();
            } catch (ConnectException e) {
                if (System.nanoTime() > deadlineNs) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private void awaitRefusal() throws IOException {
        while (true) {
            try {
                connect().close();
            } catch (ConnectException e) {
                return;
            }
        }
    }

    private Socket accept() throws IOException {
        Socket socket = server.accept();
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    private static byte[] readUntilReset(Socket socket) throws IOException {
        ByteBuffer received = ByteBuffer.allocate(1 << 20);
        try {
            int read;
            while ((read = socket.getInputStream().read(received.array(), received.position(), received.remaining()))
                    >= 0) {
                received.position(received.position() + read);
            }
            throw new AssertionError("an orderly end instead of a reset");
        } catch (SocketException e) {
            return head(received.array(), received.position());
        }
    }

    private static byte[] frames(int count, int length) {
        FrameBytes frames = new FrameBytes();
        for (int i = 0; i < count; i++) {
            frames.frame(FrameDescriptor.KIND_DATA, length);
        }
        ByteBuffer bytes = frames.bytes();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private static byte[] head(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }
}
