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
        Ends ends = scene.ends();
        Line line = ends.there("last");
        ends.untilUp();
        line.publish(500, 400);
        ends.connecting().close();
        require(line.isComplete(), "when close returned not everything was handled: " + line);
        scene.until(
                "the peer's session ends",
                () -> ends.server().events(Kind.SESSION_ENDED).count() == 1);
        ends.requireNoTroubles();
    }

    @Rule(
            id = "C2",
            says = "Closing with a peer that does not answer ends at the deadline and announces what is lost.",
            needs = Guarantee.ANNOUNCED_LOSS)
    default void c2EndsAtTheDeadline(Scene scene) {
        Ends ends = scene.ends("", "drain-timeout=300ms");
        Line line = ends.there("last");
        ends.untilUp();
        ends.server().faults().hold(true);
        line.publish(50, 200);
        long startNs = System.nanoTime();
        ends.connecting().close();
        long tookMs = (System.nanoTime() - startNs) / 1_000_000;
        require(tookMs < 1300, "closing took " + tookMs + " ms, with a deadline of 300 ms");
        require(
                ends.client().events(Kind.LOSS).findAny().isPresent(),
                "no loss was announced: " + ends.client().events());
    }

    @Rule(id = "C3", says = "Both ends can be closed at once, and neither takes it for a failure.")
    default void c3ClosesBothAtOnce(Scene scene) {
        Ends ends = scene.ends();
        Line there = ends.there();
        Line back = ends.back();
        ends.untilUp();
        there.publish(50, 200);
        back.publish(50, 200);
        scene.untilComplete(there, back);
        CompletableFuture<Void> other =
                CompletableFuture.runAsync(ends.listening()::close, work -> new Thread(work, "tck-closer").start());
        ends.connecting().close();
        other.join();
        require(
                ends.listening().state() == LinkState.CLOSED,
                "the listener is " + ends.listening().state());
        require(
                ends.client().events(Kind.LOSS).findAny().isEmpty()
                        && ends.server().events(Kind.LOSS).findAny().isEmpty(),
                "a loss was announced: " + ends.client().events()
                        + ends.server().events());
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
