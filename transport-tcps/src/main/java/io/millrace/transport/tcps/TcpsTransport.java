// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportContext;
import io.millrace.spi.socket.SocketFamily;
import io.millrace.spi.socket.SocketPeerTransport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The sockets of tcp with TLS on them. Threads and lifetime as in {@link PeerTransport}. */
final class TcpsTransport implements PeerTransport {
    private final TransportContext context;
    private final SocketPeerTransport sockets;
    private final TlsWorkers workers = new TlsWorkers();
    private final Executor tasks;
    private final PlainBuffers buffers = new PlainBuffers();
    private final Map<TlsSettings, TlsIdentity> identities = new HashMap<>();

    /** @param family of the sockets below, which encrypt nothing by themselves */
    TcpsTransport(TransportContext context, SocketFamily family) {
        this(context, family, null);
    }

    /** @param tasks what carries the arithmetic of handshakes; null for threads of its own */
    TcpsTransport(TransportContext context, SocketFamily family, @Nullable Executor tasks) {
        this.context = context;
        this.tasks = tasks == null ? workers::run : tasks;
        this.sockets = new SocketPeerTransport(context, family);
    }

    @Override
    public LinkAcceptor listen(EndpointUri uri, Options options) {
        TlsIdentity identity = identity(uri, TlsSettings.of(options, true));
        return new TlsAcceptor(
                sockets.listen(uri, options), link -> new TlsLink(link, identity::accepting, this, true));
    }

    @Override
    public FrameLink dial(EndpointUri uri, Options options) {
        TlsIdentity identity = identity(uri, TlsSettings.of(options, false));
        EndpointUri.HostPort target = uri.requireHostAndPort();
        String name = options.get(TcpsOptions.SERVER_NAME);
        String host = name.isEmpty() ? target.host() : name;
        return new TlsLink(sockets.dial(uri, options), () -> identity.dialling(host, target.port()), this, false);
    }

    /** Read once for all links with these settings; looked at for each dial and each listener, which are rare. */
    private TlsIdentity identity(EndpointUri uri, TlsSettings settings) {
        TlsIdentity known = identities.get(settings);
        if (known != null) {
            known.look();
            return known;
        }
        TlsIdentity fresh =
                new TlsIdentity(settings, context.secrets(), (detail, problem) -> context.notice(uri, detail, problem));
        identities.put(settings, fresh);
        if (settings.reloadNs() > 0) {
            workers.every(settings.reloadNs(), fresh::look);
        }
        return fresh;
    }

    PlainBuffers buffers() {
        return buffers;
    }

    /** Does it on another thread, and ends the agent's sleep. */
    void work(Runnable task) {
        tasks.execute(() -> {
            try {
                task.run();
            } finally {
                context.wakeup();
            }
        });
    }

    @Override
    public boolean wakesSelector() {
        return true;
    }

    @Override
    public boolean staysInHost(EndpointUri uri) {
        return sockets.staysInHost(uri);
    }

    @Override
    public boolean encrypts() {
        return true;
    }

    @Override
    public void close() {
        sockets.close();
        workers.close();
    }
}
