// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Publication;
import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import io.millrace.internal.session.AssemblyMemory;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionHost;
import io.millrace.internal.session.Subscriber;
import io.millrace.spi.frame.Extension;
import io.millrace.spi.frame.Handshake;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the sessions of an endpoint ask it for. I/O agent's thread, but for {@link #sendFailed}. */
final class EndpointHost implements SessionHost {

    private final IoAgent agent;
    private final EndpointStatus status;
    private final EndpointStreams streams;
    private final EndpointEnd end;
    private final int maxStreams;

    EndpointHost(IoAgent agent, EndpointStatus status, EndpointStreams streams, EndpointEnd end, int maxStreams) {
        this.maxStreams = maxStreams;
        this.end = end;
        this.agent = agent;
        this.status = status;
        this.streams = streams;
    }

    @Override
    public @Nullable Subscriber subscriber(String stream) {
        return streams.subscriptions().subscriber(stream);
    }

    @Override
    public void event(
            Session session,
            Kind kind,
            String stream,
            long fromPosition,
            long toPosition,
            String detail,
            @Nullable MillraceException cause) {
        status.emit(new LifecycleEvent(
                kind,
                status.title(),
                session.id().toString(),
                RemoteText.clean(stream, 256),
                null,
                null,
                cause,
                RemoteText.clean(detail, 1024),
                fromPosition,
                toPosition,
                0,
                LifecycleEvent.NO_RETRY));
    }

    @Override
    public boolean isDraining() {
        return end.isDelivering();
    }

    @Override
    public int maxStreams() {
        return maxStreams;
    }

    @Override
    public AssemblyMemory assemblyMemory() {
        return streams.assemblyMemory();
    }

    @Override
    public void refused(MillraceException cause, String detail) {
        streams.refusals().refused(cause, RemoteText.clean(detail, 256), agent.nanoTime());
    }

    @Override
    public boolean mayPublish(Session session, String stream) {
        return streams.access().mayPublish(session, stream);
    }

    @Override
    public List<Extension> introduction(Session session) {
        return streams.access().introduction(session);
    }

    @Override
    public void welcomed(Session session, Handshake welcome) {
        streams.subscriptions().granted(streams.access().welcomed(welcome));
    }

    @Override
    public Publication reply(Session session) {
        return streams.replies().of(session);
    }

    @Override
    public void sendFailed() {
        agent.wakeup();
    }
}
