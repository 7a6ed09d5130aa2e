// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.Endpoint;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Handshake and sessions, over runtimes. */
interface SessionRules {

    @Rule(
            id = "H1",
            says = "An endpoint may connect before anybody listens; what it published meanwhile arrives.",
            inEveryThreading = true)
    default void h1ConnectsBeforeAnybodyListens(Scene scene) {
        Party server = scene.party("server");
        Endpoint before = server.listen();
        EndpointUri bound = before.uri();
        before.close();
        Party client = scene.party("client");
        Endpoint connecting = client.connect(bound, "");
        Line line = scene.line("early").from(connecting);
        line.publish(50, 200);
        scene.until("it backs off", () -> connecting.state() == LinkState.BACKOFF);
        line.to(server.listenAgain(bound, ""));
        scene.untilUp(connecting);
        scene.untilComplete(line);
    }

    @Rule(id = "H2", says = "A handshake that comes a byte at a time is a handshake.")
    default void h2ShakesHandsInSingleBytes(Scene scene) {
        Party server = scene.party("server");
        Party client = scene.party("client");
        client.faults().slow(1);
        server.faults().slow(1);
        Endpoint listening = server.listen("handshake-timeout=5s");
        Line line = scene.line("slow").to(listening);
        Endpoint connecting = client.connect(listening.uri(), "handshake-timeout=5s");
        line.from(connecting);
        scene.untilUp(connecting);
        line.publish(5, 50);
        scene.untilComplete(line);
        require(client.troubles() + server.troubles() == 0, "a link was lost: " + client.events());
    }

    @Rule(id = "H3", says = "Who connects and says nothing is turned away in time, and hinders nobody.")
    default void h3TurnsAwayWhoSaysNothing(Scene scene) {
        Party server = scene.party("server");
        Endpoint listening = server.listen("handshake-timeout=300ms");
        try (RawPeers silent = new RawPeers(scene, listening)) {
            silent.connect(3, null);
            Party client = scene.party("client");
            Line line = scene.line("quick").to(listening).from(client.connect(listening));
            line.publish(10, 100);
            scene.untilComplete(line);
            silent.untilTurnedAway();
        }
    }

    @Rule(id = "H4", says = "Who speaks something else is turned away, and the next one is served.")
    default void h4TurnsAwayGibberish(Scene scene) {
        Party server = scene.party("server");
        Endpoint listening = server.listen();
        try (RawPeers alien = new RawPeers(scene, listening)) {
            ByteBuffer request = ByteBuffer.allocateDirect(64).order(ByteOrder.LITTLE_ENDIAN);
            for (byte b : "GET / HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n.........."
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
                request.put(b);
            }
            alien.connect(2, request.flip());
            alien.untilTurnedAway();
        }
        require(server.events(Kind.ATTEMPT_FAILED).count() == 2, "two were turned away: " + server.events());
        require(listening.state() == LinkState.UP, "the listener is " + listening.state());
        Line line = scene.line("next").to(listening).from(scene.party("client").connect(listening));
        line.publish(10, 100);
        scene.untilComplete(line);
    }

    @Rule(id = "H5", says = "Each of several peers has a session of its own.")
    default void h5ServesSeveralPeers(Scene scene) {
        Endpoint listening = scene.party("server").listen();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Line line = scene.line("peer-" + i).to(listening);
            lines.add(line.from(scene.party("client-" + i).connect(listening)));
        }
        lines.forEach(line -> line.publish(100, 300));
        lines.forEach(scene::untilComplete);
        require(listening.sessions() == 4, listening.sessions() + " sessions of 4 peers");
    }

    @Rule(id = "H6", says = "A session without messages keeps its link.")
    default void h6KeepsAnIdleLink(Scene scene) {
        Party server = scene.party("server");
        Endpoint listening = server.listen("heartbeat=60ms&dead-after=300ms");
        Party client = scene.party("client");
        Endpoint connecting = client.connect(listening.uri(), "heartbeat=60ms&dead-after=300ms");
        scene.untilUp(connecting);
        scene.during(Duration.ofMillis(900), "no link is lost", () -> client.troubles() + server.troubles() == 0);
    }
}
