// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.spi.Guarantee;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.util.concurrent.CompletableFuture;

/** Closing endpoints, over runtimes. */
interface EndRules {

    @Rule(
            id = "C1",
            says =
                    "An endpoint that is closed delivers what it had accepted and says goodbye; nobody sees a lost link.",
            inEveryThreading = true)
    default void c1DeliversAndSaysGoodbye(Scene scene) {
        Party server = scene.party("server");
        Party client = scene.party("client");
        Endpoint listening = server.listen();
        Endpoint connecting = client.connect(listening);
        Line line = scene.line("last").to(listening).from(connecting);
        scene.untilUp(connecting);
        line.publish(500, 400);
        connecting.close();
        require(line.isComplete(), "when close returned not everything was handled: " + line);
        scene.until(
                "the peer's session ends",
                () -> server.events(Kind.SESSION_ENDED).count() == 1);
        require(client.troubles() + server.troubles() == 0, "a link was lost: " + client.events() + server.events());
    }

    @Rule(
            id = "C2",
            says = "Closing with a peer that does not answer ends at the deadline and announces what is lost.",
            needs = Guarantee.ANNOUNCED_LOSS)
    default void c2EndsAtTheDeadline(Scene scene) {
        Party server = scene.party("server");
        Party client = scene.party("client");
        Endpoint listening = server.listen();
        Endpoint connecting = client.connect(listening.uri(), "drain-timeout=300ms");
        Line line = scene.line("last").to(listening).from(connecting);
        scene.untilUp(connecting);
        server.faults().hold(true);
        line.publish(50, 200);
        long startNs = System.nanoTime();
        connecting.close();
        long tookMs = (System.nanoTime() - startNs) / 1_000_000;
        require(tookMs < 1300, "closing took " + tookMs + " ms, with a deadline of 300 ms");
        require(client.events(Kind.LOSS).findAny().isPresent(), "no loss was announced: " + client.events());
    }

    @Rule(id = "C3", says = "Both ends can be closed at once, and neither takes it for a failure.")
    default void c3ClosesBothAtOnce(Scene scene) {
        Party server = scene.party("server");
        Party client = scene.party("client");
        Endpoint listening = server.listen();
        Endpoint connecting = client.connect(listening);
        Line there = scene.line("there").to(listening).from(connecting);
        Line back = scene.line("back").to(connecting).from(listening);
        scene.untilUp(connecting);
        there.publish(50, 200);
        back.publish(50, 200);
        scene.untilComplete(there, back);
        CompletableFuture<Void> other =
                CompletableFuture.runAsync(listening::close, work -> new Thread(work, "tck-closer").start());
        connecting.close();
        other.join();
        require(listening.state() == LinkState.CLOSED, "the listener is " + listening.state());
        require(
                client.events(Kind.LOSS).findAny().isEmpty()
                        && server.events(Kind.LOSS).findAny().isEmpty(),
                "a loss was announced: " + client.events() + server.events());
    }

    @Rule(
            id = "C4",
            says = "When close has returned everything says CLOSED and the address is free.",
            inEveryThreading = true)
    default void c4FreesTheAddress(Scene scene) {
        Party server = scene.party("server");
        Party client = scene.party("client");
        Endpoint listening = server.listen();
        EndpointUri bound = listening.uri();
        for (int i = 0; i < 3; i++) {
            Endpoint connecting = client.connect(bound, "");
            Line line = scene.line("round-" + i).to(listening).from(connecting);
            line.publish(10, 100);
            scene.untilComplete(line);
            connecting.close();
            listening.close();
            require(line.offer(10) == OfferStatus.CLOSED, "an offer after close was not answered with CLOSED");
            require(listening.state() == LinkState.CLOSED, "a closed endpoint is " + listening.state());
            listening = server.listenAgain(bound, "");
        }
    }

    @Rule(id = "C5", says = "An endpoint can be closed in whatever state it is, quickly if it has nothing to deliver.")
    default void c5ClosesInEveryState(Scene scene) {
        Party server = scene.party("server");
        Endpoint listening = server.listen();
        EndpointUri bound = listening.uri();
        Party client = scene.party("client");
        close(client.connect(bound, ""));
        Endpoint up = client.connect(bound, "");
        scene.untilUp(up);
        close(up);
        Endpoint cut = client.connect(bound, "");
        scene.untilUp(cut);
        client.faults().cut();
        close(cut);
        Endpoint isolated = client.connect(bound, "");
        scene.untilUp(isolated);
        isolated.isolate();
        close(isolated);
        close(listening);
        Endpoint backingOff = client.connect(bound, "");
        scene.until("it backs off", () -> backingOff.state() == LinkState.BACKOFF);
        close(backingOff);
        for (Endpoint closed : new Endpoint[] {up, cut, isolated, listening, backingOff}) {
            require(closed.state() == LinkState.CLOSED, "a closed endpoint is " + closed.state());
        }
    }

    private static void close(Endpoint endpoint) {
        long startNs = System.nanoTime();
        endpoint.close();
        long tookMs = (System.nanoTime() - startNs) / 1_000_000;
        require(tookMs < 1300, "closing an endpoint with nothing to deliver took " + tookMs + " ms");
    }
}
