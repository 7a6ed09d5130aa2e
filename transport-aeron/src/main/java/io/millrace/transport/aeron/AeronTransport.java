// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PlainText;
import io.millrace.spi.TransportContext;
import io.millrace.spi.socket.BufferPool;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One runtime's end of {@code aeron:}. Every call comes on the runtime's I/O thread or its conductor's, as the engine says; what
 * waits for the driver is done by the {@link ClientAgent} of its directory, which transports of the process share.
 */
final class AeronTransport implements PeerTransport {
    private final TransportContext context;
    private final BufferPool buffers = new BufferPool();
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private final Map<DriverSite, LinkScope> scopes = new ConcurrentHashMap<>();
    private boolean closed;

    AeronTransport(TransportContext context) {
        this.context = context;
    }

    @Override
    public LinkAcceptor listen(EndpointUri uri, Options options) {
        AeronAddress asked = AeronAddress.of(uri, options);
        checkPlainText("listening at ", asked, options);
        DriverSite site = site(uri, options);
        AeronAddress address = asked.isIpc() || asked.port() != 0 ? asked : asked.withPort(freePort(asked), options);
        HeldLock lock = HeldLock.tryTake(site.locks(), address.key());
        if (lock == null) {
            throw new LinkException(
                    ErrorCode.ADDRESS_IN_USE,
                    "somebody listens at " + address + " of the driver in " + site.directory(),
                    "close it first, or choose another stream-id");
        }
        LinkScope scope = scope(site);
        AeronAcceptor acceptor = new AeronAcceptor(address, scope, lock, !address.staysInHost());
        open.add(acceptor);
        scope.agent().add(new AeronDoor(address, acceptor));
        return acceptor;
    }

    @Override
    public FrameLink dial(EndpointUri uri, Options options) {
        AeronAddress address = AeronAddress.of(uri, options);
        if (!address.isIpc() && address.port() == 0) {
            throw uri.invalid(
                    uri.scheme().length() + 2, "nobody can be dialled at port 0", "write the listener's port");
        }
        checkPlainText("dialling ", address, options);
        LinkScope scope = scope(site(uri, options));
        Knock knock = Knock.of("");
        AeronLink link = new AeronLink(address, scope, address + " → " + knock.label());
        open.add(link);
        AeronDial dial = new AeronDial(
                address,
                options.get(AeronOptions.REPLY),
                scope.agent().resolver(),
                knock,
                System.nanoTime(),
                options.get(AeronOptions.CONNECT_TIMEOUT).toNanos());
        scope.agent().add(new LinkTask(link, dial, connected -> {}));
        return link;
    }

    /** Looked at before anything is asked of a driver, so that what is wrong with its directory is said here. */
    private DriverSite site(EndpointUri uri, Options options) {
        if (closed) {
            throw new LinkException(
                    ErrorCode.LINK_IO, "cannot open " + uri + ": the transport is closed", "create a new runtime");
        }
        DriverSite site = DriverSite.of(options);
        DriverDirectory.check(site);
        return site;
    }

    private LinkScope scope(DriverSite site) {
        return scopes.computeIfAbsent(site, key -> new LinkScope(context, ClientAgents.acquire(key), buffers, open));
    }

    private static void checkPlainText(String doing, AeronAddress address, Options options) {
        if (!address.staysInHost() && !PlainText.isAllowed(options)) {
            throw PlainText.refused(doing + address);
        }
    }

    /** One that is free now: the driver could choose one as well, but not before listen returns. */
    private static int freePort(AeronAddress address) {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.bind(new InetSocketAddress(address.host(), 0));
            return ((InetSocketAddress) probe.getLocalAddress()).getPort();
        } catch (IOException | RuntimeException e) {
            throw new LinkException(
                    ErrorCode.BIND_FAILED,
                    "cannot listen at " + address + ": " + e.getMessage(),
                    "is it an address of this machine?",
                    e);
        }
    }

    @Override
    public boolean staysInHost(EndpointUri uri) {
        return AeronAddress.staysInHost(uri);
    }

    /** Memory wakes nobody: the I/O thread naps for a millisecond instead, and looks again. */
    @Override
    public boolean wakesSelector() {
        return false;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (AutoCloseable each : List.copyOf(open)) {
            if (each instanceof AeronAcceptor acceptor) {
                acceptor.close();
            } else if (each instanceof AeronLink link) {
                link.close();
            }
        }
        scopes.values().forEach(scope -> ClientAgents.release(scope.agent()));
        scopes.clear();
    }
}
