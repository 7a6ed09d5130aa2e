// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.Publication;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.Extension;
import io.millrace.spi.frame.Handshake;
import io.millrace.supervision.LifecycleEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a session needs of its endpoint. Called on the I/O agent's thread, but for {@link #sendFailed}. */
public interface SessionHost {

    /** The one handler of a stream, or null if nobody subscribes. */
    @Nullable Subscriber subscriber(String stream);

    /** Something that the application's listeners are to know. */
    void event(
            Session session,
            LifecycleEvent.Kind kind,
            String stream,
            long fromPosition,
            long toPosition,
            String detail,
            @Nullable MillraceException cause);

    /** True while it closes and still delivers what was accepted: it says goodbye by itself when it is done. */
    default boolean isDraining() {
        return false;
    }

    /** How many streams of its peer a session keeps. */
    default int maxStreams() {
        return 65_535;
    }

    /** What all sessions of the endpoint put messages together in. */
    default AssemblyMemory assemblyMemory() {
        return AssemblyMemory.UNLIMITED;
    }

    /** Something was refused to the peer, because of a limit. */
    default void refused(MillraceException cause, String detail) {}

    /** Whether the peer may publish a stream here. */
    default boolean mayPublish(Session session, String stream) {
        return true;
    }

    /** What this end's HELLO or WELCOME carries beside the session's own. */
    default List<Extension> introduction(Session session) {
        return List.of();
    }

    /** Dialler: the listener has let this session in. */
    default void welcomed(Session session, Handshake welcome) {}

    /** The publication over which to answer messages of a session. Any thread. */
    default Publication reply(Session session) {
        throw new UnsupportedOperationException("no replies here");
    }

    /** A write failed on whatever thread; the I/O agent is to look at {@link Transmitter#takeFailure()}. */
    void sendFailed();
}
