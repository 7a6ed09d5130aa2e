// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Two runtimes, one that listens and one that connects, and what each of them tells. */
final class Pair implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private final List<LifecycleEvent> ofServer = new CopyOnWriteArrayList<>();
    private final List<LifecycleEvent> ofClient = new CopyOnWriteArrayList<>();
    private final Millrace serving =
            Millrace.builder().node("server").listener(ofServer::add).build();
    private final Millrace dialling =
            Millrace.builder().node("client").listener(ofClient::add).build();
    private final Endpoint server;

    Pair(String serverUri) {
        server = serving.listen(serverUri);
    }

    static Pair listening(String options) {
        return new Pair("tcps://127.0.0.1:0?" + options);
    }

    Endpoint server() {
        return server;
    }

    Endpoint connect(String scheme, String options) {
        return dialling.connect(scheme + "://127.0.0.1:" + server.uri().port() + "?" + options);
    }

    /** To the server by way of something else. */
    Endpoint connectTo(String hostAndPort, String options) {
        return dialling.connect("tcps://" + hostAndPort + "?" + options);
    }

    Endpoint connect(String options) {
        return connect("tcps", options);
    }

    List<LifecycleEvent> ofServer() {
        return ofServer;
    }

    List<LifecycleEvent> ofClient() {
        return ofClient;
    }

    /** The error with which a client failed. */
    MillraceException failureOf(Endpoint client) {
        until(() -> client.state() == LinkState.FAILED);
        return client.failure();
    }

    /** The error that the server's side event has. */
    MillraceException refusal() {
        until(() -> ofServer.stream().anyMatch(event -> event.kind() == Kind.ATTEMPT_FAILED && event.cause() != null));
        return ofServer.stream()
                .filter(event -> event.kind() == Kind.ATTEMPT_FAILED && event.cause() != null)
                .findFirst()
                .orElseThrow()
                .cause();
    }

    long attempts() {
        return ofClient.stream()
                .filter(event -> event.kind() == Kind.ATTEMPT_FAILED || event.kind() == Kind.LINK_DOWN)
                .count();
    }

    void until(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("did not happen within 30 s; server: " + ofServer + "; client: " + ofClient);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        dialling.close();
        serving.close();
    }
}
