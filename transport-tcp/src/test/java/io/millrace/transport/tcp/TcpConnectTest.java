// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpConnectTest {
    private Crank crank;

    @BeforeEach
    void start() throws IOException {
        crank = new Crank(new TcpTransportProvider());
    }

    @AfterEach
    void stop() throws IOException {
        crank.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::]"})
    void portZeroIsReportedAndCanBeDialled(String host) throws IOException {
        LinkAcceptor acceptor = crank.listen("tcp://" + host + ":0?insecure=true&nodelay=true");

        assertThat(acceptor.boundUri().port()).isPositive();
        assertThat(acceptor.boundUri().toString()).endsWith("&nodelay=true");
        FrameLink client = crank.connect(acceptor.boundUri().toString());
        FrameLink server = crank.accept(acceptor);

        assertThat(client.isLocal()).isTrue();
        assertThat(server.isLocal()).isTrue();
        assertThat(client.description())
                .contains(" → ")
                .endsWith(":" + acceptor.boundUri().port());
        assertThat(server.description()).contains(" ← ");
    }

    @Test
    void everyIpv4InterfaceMeansNoIpv6() throws IOException {
        LinkAcceptor acceptor = crank.listen("tcp://0.0.0.0:0?insecure=true");
        int port = acceptor.boundUri().port();

        assertThat(crank.connect("tcp://0.0.0.0:" + port).description()).endsWith("→ 127.0.0.1:" + port);
        assertThatThrownBy(() -> crank.connect("tcp://[::1]:" + port)).isInstanceOf(LinkException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]"})
    void plainTextOnEveryInterfaceMustBeAskedFor(String host) {
        assertThatThrownBy(() -> crank.listen("tcp://" + host + ":0"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("PLAIN_TEXT", "tcps://", "insecure=true", host.equals("[::]") ? "[" : host)
                .extracting("code")
                .isEqualTo(ErrorCode.PLAIN_TEXT);
    }

    @Test
    void plainTextToAnotherHostMustBeAskedFor() {
        // TEST-NET-1: nobody is there, and nothing is sent there either
        assertThatThrownBy(() -> crank.connect("tcp://192.0.2.1:7400"))
                .hasMessageContainingAll("192.0.2.1:7400", "tcps://", "insecure=true")
                .extracting("code")
                .isEqualTo(ErrorCode.PLAIN_TEXT);
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> crank.connect("tcp://127.0.0.1:" + port))
                .isInstanceOf(LinkException.class)
                .extracting("code")
                .isEqualTo(ErrorCode.CONNECT_REFUSED);
    }

    @Test
    void addressInUse() {
        LinkAcceptor first = crank.listen("tcp://127.0.0.1:0");

        assertThatThrownBy(() -> crank.listen(first.boundUri().toString()))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("127.0.0.1:" + first.boundUri().port())
                .hasMessageContaining("ss -ltnp")
                .extracting("code")
                .isEqualTo(ErrorCode.ADDRESS_IN_USE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1", "tcp:orders", "tcp://a:1,b:2", "tcp://127.0.0.1:7400/orders"})
    void addressesThatAreNotHostAndPort(String uri) {
        assertThatThrownBy(() -> crank.dial(uri))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(uri);
        assertThatThrownBy(() -> crank.listen(uri)).isInstanceOf(ConfigurationException.class);
    }
}
