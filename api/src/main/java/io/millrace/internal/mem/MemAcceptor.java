// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.mem;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A name that is listened on. {@link #offer} is called by the dialling runtime's thread, hence the lock. */
final class MemAcceptor implements LinkAcceptor {

    private final EndpointUri uri;
    private final String name;
    private final TransportContext context;
    private final Map<String, MemAcceptor> listeners;
    private final Set<AutoCloseable> open;
    private final Queue<MemLink> dialled = new ArrayDeque<>();
    private volatile boolean anyDialled;
    private boolean closed;

    MemAcceptor(
            EndpointUri uri,
            String name,
            TransportContext context,
            Map<String, MemAcceptor> listeners,
            Set<AutoCloseable> open) {
        this.uri = uri;
        this.name = name;
        this.context = context;
        this.listeners = listeners;
        this.open = open;
    }

    TransportContext context() {
        return context;
    }

    /** What its transport has open. */
    Set<AutoCloseable> open() {
        return open;
    }

    void offer(MemLink link) {
        synchronized (dialled) {
            if (closed) {
                link.close();
                return;
            }
            dialled.add(link);
            anyDialled = true;
        }
        context.wakeup();
    }

    @Override
    public EndpointUri boundUri() {
        return uri;
    }

    @Override
    public @Nullable FrameLink accept() {
        if (!anyDialled) {
            return null;
        }
        synchronized (dialled) {
            MemLink link = dialled.poll();
            anyDialled = !dialled.isEmpty();
            return link;
        }
    }

    @Override
    public void close() {
        listeners.remove(name, this);
        synchronized (dialled) {
            closed = true;
            open.remove(this);
            dialled.forEach(MemLink::close);
            dialled.clear();
            anyDialled = false;
        }
    }
}
