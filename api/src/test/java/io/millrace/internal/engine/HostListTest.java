// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Publication;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostListTest {

    private static final String THREE = "sim://a:1,b:2,c:3?backoff-base=100ms&backoff-cap=100ms";
    private static final byte[] MESSAGE = new byte[32];

    private final SimulatedNetwork network = new SimulatedNetwork();

    @Test
    void eachAttemptTakesTheNextHostAndItsEventNamesIt() {
        try (HandCranked crank = new HandCranked(network)) {
            crank.connect(THREE);
            crank.until("4 attempts", () -> crank.events(Kind.ATTEMPT_FAILED).count() == 4);
            assertThat(crank.events(Kind.ATTEMPT_FAILED).map(LifecycleEvent::detail))
                    .containsExactly("host a:1", "host b:2", "host c:3", "host a:1");
        }
    }

    @Test
    void theOneThatListensIsFound() {
        try (HandCranked crank = new HandCranked(network)) {
            crank.listen("sim://c:3");
            Endpoint client = crank.connect(THREE);
            crank.until("up", () -> client.state() == LinkState.UP);
            assertThat(crank.events(Kind.ATTEMPT_FAILED)).hasSize(2);
        }
    }

    @Test
    void aLostLinkIsFirstSoughtWhereTheSessionIs() {
        try (HandCranked crank = new HandCranked(network)) {
            crank.listen("sim://a:1");
            crank.listen("sim://b:2");
            Endpoint client = crank.connect(THREE);
            crank.until("up", () -> client.state() == LinkState.UP);
            network.newest().cut();
            crank.until(
                    "resumed",
                    () -> crank.events(Kind.SESSION_RESUMED).findAny().isPresent());
            assertThat(crank.events(Kind.PEER_CHANGED)).isEmpty();
            assertThat(crank.events(Kind.LINK_DOWN).filter(e -> e.endpoint().startsWith("client")))
                    .singleElement()
                    .satisfies(event -> assertThat(event.detail()).isEqualTo("host a:1"));
        }
    }

    @Test
    void whatWasNotAcknowledgedGoesToTheNextHostIfTheFirstIsGone() {
        List<Long> atB = new ArrayList<>();
        try (HandCranked crank = new HandCranked(network)) {
            Endpoint a = crank.listen("sim://a:1?drain-timeout=10ms");
            Endpoint b = crank.listen("sim://b:2");
            b.subscribe("orders", message -> atB.add(message.position()));
            Endpoint client = crank.connect(THREE);
            Publication orders = client.publication("orders");
            orders.offer(MESSAGE, 0, 32);
            crank.until("up", () -> client.state() == LinkState.UP);
            a.close();
            crank.until("at b", () -> atB.size() == 1);
            crank.until("acknowledged", () -> orders.acknowledged() == 64);
        }
    }

    @Test
    void checksumsAreOffOnlyIfNoHostIsElsewhere() {
        assertThat(isLocal("sim://127.0.0.1:1,127.0.0.2:2")).isTrue();
        assertThat(isLocal("sim://127.0.0.1:1,b:2")).isFalse();
    }

    private boolean isLocal(String text) {
        EndpointUri uri = EndpointUri.parse(text);
        Options options = EndpointOptions.parse(uri, List.of());
        return BoundTransport.of(network, new Loopback(), uri, options).isLocal();
    }

    /** Says of one host at a time whether it is this one. */
    private static final class Loopback implements PeerTransport {

        @Override
        public boolean staysInHost(EndpointUri uri) {
            return uri.requireHostAndPort().host().startsWith("127.");
        }

        @Override
        public LinkAcceptor listen(EndpointUri uri, Options options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FrameLink dial(EndpointUri uri, Options options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean wakesSelector() {
            return true;
        }

        @Override
        public void close() {}
    }
}
