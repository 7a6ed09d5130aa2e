// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.error.MillraceException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the agent does for one end of a link: opens its streams, and closes them when the engine has closed it. */
class LinkTask implements AgentTask {
    private final AeronLink link;
    private final Opening opening;
    private final Consumer<AeronLink> onConnected;
    private boolean connected;
    private boolean failed;
    private boolean outputClosed;
    private boolean over;

    LinkTask(AeronLink link, Opening opening, Consumer<AeronLink> onConnected) {
        this.link = link;
        this.opening = opening;
        this.onConnected = onConnected;
    }

    @Override
    public boolean advance(@Nullable DriverClient client, @Nullable MillraceException trouble, long nowNs) {
        if (link.isClosed()) {
            release(client);
            over = true;
            return false;
        }
        if (connected || failed) {
            if (connected && link.isOutputShut() && !outputClosed) {
                outputClosed = true;
                opening.streams().closeOut(client);
            }
            return false;
        }
        open(client, trouble, nowNs);
        return true;
    }

    private void open(@Nullable DriverClient client, @Nullable MillraceException trouble, long nowNs) {
        try {
            Opening.Connected streams = client == null ? null : opening.advance(client, nowNs);
            if (streams != null) {
                connected = true;
                opening.finish(client);
                link.connected(streams.in(), streams.out());
                onConnected.accept(link);
            } else if (nowNs - opening.deadlineNs() >= 0) {
                throw opening.tooLate(trouble);
            } else if (client == null && trouble != null && !trouble.retryable()) {
                throw trouble;
            }
        } catch (MillraceException e) {
            failed = true;
            release(client);
            link.fail(e);
            onFailed(e);
        }
    }

    /** There will be no link. */
    void onFailed(MillraceException cause) {}

    private void release(@Nullable DriverClient client) {
        opening.finish(client);
        opening.streams().close(client);
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void onClientLost(MillraceException cause) {
        boolean wasOpening = !connected && !failed;
        failed = true;
        link.fail(cause);
        // What there was went with the client
        release(null);
        if (wasOpening) {
            onFailed(cause);
        }
    }
}
