// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Message;
import io.millrace.SubscriptionOptions;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionHost;
import io.millrace.internal.session.Subscriber;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.supervision.LifecycleEvent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Subscribes to three streams, and looks that nothing goes back between two announcements of the peer. */
final class FuzzedHost implements SessionHost, Subscriber.FailureListener {

    static final String[] STREAMS = {"a", "b", "c"};
    private static final int ASKED_AGAIN_EVERY = 3;

    private final Map<String, Subscriber> subscribers = Map.of(
            "a", takes("a"),
            "b", takes("b"),
            "c", takes("c"));
    private final long[] last = {-1, -1, -1};
    private boolean asksAgain;
    private int handled;

    private Subscriber takes(String stream) {
        return new Subscriber(stream, null, this::handle, SubscriptionOptions.defaults(), this, null);
    }

    void asksAgain(boolean isAsking) {
        asksAgain = isAsking;
    }

    /** What is about to come: an announcement may begin a stream anew. */
    void comes(ByteBuffer frame, int length) {
        if (length >= FrameDescriptor.HEADER_LENGTH && FrameFlyweight.kind(frame, 0) == FrameDescriptor.KIND_OPEN) {
            linkGone();
        }
    }

    void linkGone() {
        Arrays.fill(last, -1);
    }

    private Action handle(Message message) {
        if (asksAgain && ++handled % ASKED_AGAIN_EVERY == 0) {
            return Action.RETRY;
        }
        int stream = message.stream().charAt(0) - 'a';
        if (message.position() <= last[stream]) {
            throw new Backwards(message.stream() + " went from " + last[stream] + " to " + message.position());
        }
        last[stream] = message.position();
        return Action.CONTINUE;
    }

    /** An error, which no policy takes for the application's. */
    private static final class Backwards extends VirtualMachineError {
        private static final long serialVersionUID = 1L;

        Backwards(String what) {
            super(what);
        }
    }

    @Override
    public @Nullable Subscriber subscriber(String stream) {
        return subscribers.get(stream);
    }

    @Override
    public int maxStreams() {
        return 8;
    }

    @Override
    public void event(
            Session session,
            LifecycleEvent.Kind kind,
            String stream,
            long fromPosition,
            long toPosition,
            String detail,
            @Nullable MillraceException cause) {
        // Nobody listens.
    }

    @Override
    public void sendFailed() {
        // Looked at after each frame.
    }

    @Override
    public void failed(Subscriber subscriber, long position, Throwable cause, String outcome) {
        throw new AssertionError(outcome, cause);
    }

    @Override
    public void stopped(Subscriber subscriber, long position, Throwable cause) {
        throw new AssertionError("stopped", cause);
    }

    @Override
    public void broken(Subscriber subscriber, long position, Throwable cause) {
        throw new AssertionError("broken", cause);
    }
}
