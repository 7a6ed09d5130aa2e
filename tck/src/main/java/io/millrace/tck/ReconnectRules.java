// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.Endpoint;
import io.millrace.spi.Guarantee;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.SplittableRandom;

/** Lost links, over runtimes. */
interface ReconnectRules {

    @Rule(
            id = "R1",
            says =
                    "After a lost link the session goes on over the next one within two seconds; nothing is lost or repeated.",
            needs = Guarantee.LOSSLESS_RECONNECT,
            inEveryThreading = true)
    default void r1GoesOnAfterACut(Scene scene) {
        Ends ends = scene.ends();
        Line there = ends.there();
        Line back = ends.back();
        ends.untilUp();
        for (Party cutting : new Party[] {ends.client(), ends.server()}) {
            there.publish(300, 500);
            back.publish(300, 500);
            cutting.faults().cut();
            there.publish(300, 500);
            back.publish(300, 500);
            scene.until("everything flows again", Duration.ofSeconds(2), () -> there.isComplete() && back.isComplete());
        }
        scene.until("both sessions went on", () -> ends.connecting().counters().reconnects() == 2);
        for (Party party : new Party[] {ends.client(), ends.server()}) {
            require(
                    party.events(Kind.SESSION_RESTARTED).findAny().isEmpty(),
                    "a session was restarted: " + party.events());
        }
        Line.requireOnce(there, back);
    }

    @Rule(
            id = "R2",
            says = "Any number of cuts at any moment, at either end, lose and repeat nothing.",
            needs = Guarantee.LOSSLESS_RECONNECT,
            inEveryThreading = true)
    default void r2SurvivesManyCuts(Scene scene) {
        SplittableRandom random = new SplittableRandom(20);
        Ends ends = scene.ends("", "backoff-cap=20ms");
        Line there = ends.there();
        Line back = ends.back();
        ends.untilUp();
        for (int cut = 0; cut < 15; cut++) {
            there.publish(random.nextInt(400), 500);
            back.publish(random.nextInt(400), 500);
            (random.nextBoolean() ? ends.client() : ends.server()).faults().cut();
        }
        scene.untilComplete(there, back);
        Line.requireOnce(there, back);
    }

    @Rule(
            id = "R3",
            says = "A link that is lost within a frame loses and repeats nothing, wherever it is cut.",
            needs = Guarantee.LOSSLESS_RECONNECT)
    default void r3SurvivesCutsInsideFrames(Scene scene) {
        Ends ends = scene.ends("", "backoff-cap=20ms");
        Line there = ends.there();
        Line back = ends.back();
        ends.untilUp();
        for (int bytes = 1; bytes < 400; bytes += 23) {
            (bytes % 2 == 0 ? ends.client() : ends.server()).faults().cutAfter(bytes);
            there.publish(5, 200);
            back.publish(5, 200);
            scene.untilComplete(there, back);
        }
        Line.requireOnce(there, back);
    }

    @Rule(
            id = "R4",
            says = "A peer that falls silent is noticed, though no link says anything, and nothing is lost by it.",
            needs = Guarantee.LOSSLESS_RECONNECT)
    default void r4NoticesSilence(Scene scene) {
        Ends ends = scene.ends();
        Line line = ends.there();
        ends.untilUp();
        line.publish(100, 300);
        ends.server().faults().hold(true);
        line.publish(100, 300);
        scene.until(
                "the silence is noticed",
                Duration.ofSeconds(2),
                () -> ends.client().events(Kind.LINK_DOWN).findAny().isPresent());
        ends.server().faults().heal();
        line.publish(100, 300);
        scene.untilComplete(line);
        require(line.repeats() == 0, line.toString());
    }

    @Rule(
            id = "R5",
            says = "A listener that ends and listens again at its address gets everything that was not handled.",
            needs = Guarantee.LOSSLESS_RECONNECT)
    default void r5ComesBackToTheNextListener(Scene scene) {
        Party first = scene.party("server");
        Endpoint listening = first.listen("name=s&drain-timeout=1ms");
        EndpointUri bound = listening.uri();
        Endpoint connecting = scene.party("client").connect(bound, "name=c");
        Line line = scene.line("there").to(listening).from(connecting);
        scene.untilUp(connecting);
        line.publish(200, 300);
        scene.untilComplete(line);
        scene.end(first);
        line.publish(200, 300);
        Endpoint again = scene.party("server").listenAgain(bound, "name=s");
        line.to(again);
        scene.untilComplete(line);
    }

    @Rule(
            id = "R6",
            says = "What a publisher takes with it when it ends is announced as lost.",
            needs = Guarantee.ANNOUNCED_LOSS)
    default void r6AnnouncesWhatIsLost(Scene scene) {
        Party server = scene.party("server");
        Endpoint listening = server.listen("name=s");
        Party first = scene.party("client");
        Endpoint connecting = first.connect(listening.uri(), "name=c&drain-timeout=50ms");
        Line line = scene.line("there").to(listening).from(connecting);
        scene.untilUp(connecting);
        line.publish(50, 300);
        scene.untilComplete(line);
        first.faults().hold(true);
        line.publish(50, 300);
        scene.end(first);
        require(first.events(Kind.LOSS).findAny().isPresent(), "no loss was announced: " + first.events());
        Line next = scene.line("after").to(listening).from(scene.party("client").connect(listening.uri(), "name=c"));
        next.publish(50, 300);
        scene.untilComplete(next);
    }
}
