// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.uri.EndpointUri;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A link that the conductor dials, as long as it is not connected; then {@link #carrier} is the I/O agent's.
 *
 * <p><b>The end.</b> The I/O agent stores {@code abandoned} and then reads {@code connected}; the conductor stores
 * {@code connected} and then reads {@code abandoned}. One of the two sees the other and closes the link; both may.
 */
final class ConductedDial implements FrameLink, ConductorAgent.Task {

    private final EndpointUri uri;
    private final Supplier<FrameLink> dial;
    private final ConductorAgent conductor;
    private final IoAgent io;
    private volatile @Nullable FrameLink connected;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean abandoned;

    /** The conductor's. */
    private @Nullable FrameLink link;

    ConductedDial(EndpointUri uri, Supplier<FrameLink> dial, ConductorAgent conductor, IoAgent io) {
        this.uri = uri;
        this.dial = dial;
        this.conductor = conductor;
        this.io = io;
    }

    /** The link itself, once {@link #finishConnect} has said that it is connected. */
    static FrameLink carrier(FrameLink link) {
        if (link instanceof ConductedDial dial) {
            FrameLink carrier = dial.connected;
            if (carrier == null) {
                throw new IllegalStateException(dial.description() + " is not connected");
            }
            return carrier;
        }
        return link;
    }

    // ---- the conductor's ----

    @Override
    public int turn() {
        FrameLink present = link;
        try {
            if (abandoned) {
                end(present);
                return 1;
            }
            if (present == null) {
                present = dial.get();
                link = present;
            }
            if (!present.finishConnect()) {
                return 0;
            }
            present.moveTo(io.selector());
            connected = present;
            if (abandoned) {
                present.close();
            }
        } catch (RuntimeException e) {
            end(present);
            failure = e;
        }
        io.signal();
        return 1;
    }

    private static void end(@Nullable FrameLink present) {
        if (present != null) {
            present.close();
        }
    }

    @Override
    public boolean isOver() {
        return abandoned || connected != null || failure != null;
    }

    @Override
    public boolean isImpatient() {
        return true;
    }

    // ---- the I/O agent's ----

    @Override
    public boolean finishConnect() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw cause;
        }
        return connected != null;
    }

    @Override
    public void close() {
        abandoned = true;
        FrameLink carrier = connected;
        if (carrier != null) {
            carrier.close();
        } else {
            conductor.execute(() -> end(link));
        }
    }

    @Override
    public String description() {
        return "→ " + uri.address();
    }

    // ---- what only a connected link is asked for ----

    private IllegalStateException notConnected() {
        return new IllegalStateException(description() + " is being dialled");
    }

    @Override
    public int poll(FrameSink sink) {
        throw notConnected();
    }

    @Override
    public int write(ByteBuffer source) {
        throw notConnected();
    }

    @Override
    public void awaitWritable(boolean interested) {
        throw notConnected();
    }

    @Override
    public boolean isWritable() {
        throw notConnected();
    }

    @Override
    public int maxFrameLength() {
        throw notConnected();
    }

    @Override
    public boolean isLocal() {
        throw notConnected();
    }

    @Override
    public void shutdownOutput() {
        throw notConnected();
    }
}
