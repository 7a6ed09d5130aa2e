// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.internal.session.SimulatedLink;
import io.millrace.internal.session.WirePeer;
import io.millrace.spi.FrameLink;
import io.millrace.spi.Guarantee;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code sim:} joins runtimes of one test by links that the test can break in every way. One thread. */
final class SimulatedNetwork implements PeerTransportProvider {

    private final Map<String, Deque<SimulatedLink>> listening = new HashMap<>();

    /** Every link ever dialled. */
    final List<SimulatedLink.Pair> links = new ArrayList<>();

    /** Whether a dial finds the listener. */
    boolean reachable = true;

    private final Map<String, Boolean> interest = new HashMap<>();

    /** Whether a connection that is pending at an address wakes its listener. */
    boolean pendingInterest(String address) {
        return interest.getOrDefault(address, true);
    }

    /** The link dialled last. */
    SimulatedLink.Pair newest() {
        return links.get(links.size() - 1);
    }

    /** A link that no runtime dialled; the test is at its other end. */
    WirePeer dialByHand(String address) {
        SimulatedLink.Pair pair = SimulatedLink.pair("by hand " + links.size());
        links.add(pair);
        listening.get(address).add(pair.listener());
        return new WirePeer(pair.dialler());
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("sim");
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of();
    }

    @Override
    public PeerTransport create(TransportContext context) {
        return new Transport();
    }

    private final class Transport implements PeerTransport {

        @Override
        public LinkAcceptor listen(EndpointUri uri, Options options) {
            Deque<SimulatedLink> arrived = new ArrayDeque<>();
            listening.put(uri.address(), arrived);
            return new Acceptor(uri, arrived);
        }

        @Override
        public FrameLink dial(EndpointUri uri, Options options) {
            Deque<SimulatedLink> listener = listening.get(uri.address());
            if (listener == null || !reachable) {
                throw new LinkException(ErrorCode.CONNECT_REFUSED, "nobody listens at " + uri, "it is tried again");
            }
            SimulatedLink.Pair pair = SimulatedLink.pair("link " + links.size());
            links.add(pair);
            listener.add(pair.listener());
            return pair.dialler();
        }

        @Override
        public boolean staysInHost(EndpointUri uri) {
            return true;
        }

        @Override
        public boolean wakesSelector() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final class Acceptor implements LinkAcceptor {

        private final EndpointUri uri;
        private final Deque<SimulatedLink> arrived;

        Acceptor(EndpointUri uri, Deque<SimulatedLink> arrived) {
            this.uri = uri;
            this.arrived = arrived;
        }

        @Override
        public EndpointUri boundUri() {
            return uri;
        }

        @Override
        public FrameLink accept() {
            return arrived.poll();
        }

        @Override
        public void awaitPending(boolean interested) {
            interest.put(uri.address(), interested);
        }

        @Override
        public void close() {
            listening.remove(uri.address(), arrived);
        }
    }
}
