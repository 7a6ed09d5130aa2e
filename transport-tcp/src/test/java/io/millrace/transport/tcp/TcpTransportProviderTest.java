// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.error.ConfigurationException;
import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportContext;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.socket.SocketOptions;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ServiceLoader;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class TcpTransportProviderTest {
    @Test
    void isFoundOnTheClassPath() {
        assertThat(ServiceLoader.load(TransportProvider.class))
                .filteredOn(provider -> provider.schemes().contains("tcp"))
                .singleElement()
                .isInstanceOf(TcpTransportProvider.class);
    }

    @Test
    void declaresWhatItKeepsAndTakes() {
        TcpTransportProvider provider = new TcpTransportProvider();

        assertThat(provider.guarantees())
                .contains(Guarantee.ORDERED, Guarantee.LOSSLESS_RECONNECT)
                .doesNotContain(Guarantee.DURABLE, Guarantee.REPLAY);
        assertThat(provider.options())
                .extracting(Option::name)
                .containsExactly("nodelay", "sndbuf", "rcvbuf", "backlog", "connect-timeout");
        EndpointUri uri = EndpointUri.parse("tcp://[::1]:0?nodelay=false&sndbuf=64k&connect-timeout=250ms");
        Options options = Options.parse(uri, provider.options());
        assertThat(options.get(TcpOptions.NODELAY)).isFalse();
        assertThat(options.get(SocketOptions.SNDBUF)).isEqualTo(65536);
        assertThat(options.get(SocketOptions.RCVBUF)).isEqualTo(262144);
        assertThat(options.get(TcpOptions.CONNECT_TIMEOUT)).isEqualTo(Duration.ofMillis(250));
        Assertions.assertThatThrownBy(
                        () -> Options.parse(EndpointUri.parse("tcp://h:1?nodely=true"), provider.options()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("nodelay");
    }

    @Test
    void creatingAndClosingATransportOpensNothing() {
        PeerTransport transport = new TcpTransportProvider().create(new TransportContext() {
            @Override
            public Selector selector() {
                throw new AssertionError("opened something");
            }

            @Override
            public void wakeup() {
                throw new AssertionError("started something");
            }

            @Override
            public long nanoTime() {
                throw new AssertionError("measures something");
            }
        });
        assertThat(transport.wakesSelector()).isTrue();
        transport.close();
        transport.close();
    }
}
