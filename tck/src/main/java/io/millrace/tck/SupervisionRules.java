// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.Endpoint;
import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.util.List;
import java.util.SplittableRandom;

/** Supervision, over runtimes. In every rule over runtimes each change of state must be legal, and no error a bug. */
interface SupervisionRules {

    @Rule(
            id = "S1",
            says = "While nobody listens the endpoint tries again and again, each time for a transient reason.")
    default void s1TriesAgain(Scene scene) {
        Party server = scene.party("server");
        Endpoint listening = server.listen();
        EndpointUri bound = listening.uri();
        listening.close();
        Party client = scene.party("client");
        Endpoint connecting = client.connect(bound, "backoff-cap=20ms");
        scene.until(
                "there are five attempts",
                () -> client.events(Kind.ATTEMPT_FAILED).count() >= 5);
        connecting.kick();
        List<LifecycleEvent> attempts = client.events(Kind.ATTEMPT_FAILED).toList();
        for (LifecycleEvent attempt : attempts) {
            MillraceException cause = attempt.cause();
            require(cause != null && cause.errorClass() == ErrorClass.TRANSIENT, "not transient: " + attempt);
        }
        require(connecting.failure() == null, "the endpoint failed: " + connecting.failure());
    }

    @Rule(id = "S2", says = "An endpoint cannot listen where another one does, which goes on undisturbed.")
    default void s2RefusesASecondListener(Scene scene) {
        Endpoint listening = scene.party("server").listen();
        Line line = scene.line("first").to(listening).from(scene.party("client").connect(listening));
        line.publish(10, 100);
        scene.untilComplete(line);
        try {
            scene.party("other").listenAgain(listening.uri(), "");
        } catch (MillraceException e) {
            require(e.code() == ErrorCode.ADDRESS_IN_USE, "it says " + e.getMessage());
            line.publish(10, 100);
            scene.untilComplete(line);
            return;
        }
        throw new AssertionError("two endpoints listen at " + listening.uri());
    }

    @Rule(id = "S3", says = "An endpoint that was isolated goes on where it was when it is resumed.")
    default void s3GoesOnAfterIsolation(Scene scene) {
        Ends ends = scene.ends();
        Line line = ends.there();
        ends.untilUp();
        for (Endpoint isolated : new Endpoint[] {ends.connecting(), ends.listening()}) {
            line.publish(50, 200);
            isolated.isolate();
            scene.until("it is isolated", () -> isolated.state() == LinkState.ISOLATED);
            isolated.resume();
            scene.untilUp(isolated);
            line.publish(isolated == ends.connecting() ? 50 : 0, 200);
            scene.untilComplete(line);
        }
        ends.untilUp();
        line.publish(50, 200);
        scene.untilComplete(line);
    }

    @Rule(id = "S4", says = "Whatever is done to endpoints and links, states change as the table of states allows.")
    default void s4MovesAsTheTableAllows(Scene scene) {
        SplittableRandom random = new SplittableRandom(4);
        Ends ends = scene.ends("", "backoff-cap=20ms");
        Line line = ends.there();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0 -> ends.client().faults().cut();
                case 1 -> ends.server().faults().cut();
                case 2 -> ends.connecting().kick();
                case 3 -> ends.connecting().isolate();
                case 4 -> ends.connecting().resume();
                default -> line.offer(random.nextInt(300));
            }
        }
        // Each call that answers comes back behind the orders before it: an isolate() may still be waiting for its turn
        ends.connecting().counters();
        scene.until("the last order was heard", () -> {
            ends.connecting().resume();
            ends.connecting().counters();
            return ends.connecting().state() == LinkState.UP;
        });
        line.publish(10, 100);
        scene.untilComplete(line);
    }
}
