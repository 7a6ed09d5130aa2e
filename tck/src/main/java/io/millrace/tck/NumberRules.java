// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.Endpoint;
import io.millrace.EndpointCounters;
import io.millrace.OfferStatus;
import io.millrace.TransportReport;
import java.util.List;

/** Limits, counters and reports, over runtimes. */
interface NumberRules {

    @Rule(id = "N1", says = "What one end has sent the other has received, to the byte.")
    default void n1CountsBytes(Scene scene) {
        Ends ends = scene.ends();
        Line line = ends.there("counted");
        ends.untilUp();
        line.publish(1000, 300);
        scene.untilComplete(line);
        scene.until(
                "as many bytes are received as are sent",
                () -> inFlight(ends.connecting(), ends.listening()) == 0
                        && inFlight(ends.listening(), ends.connecting()) == 0);
        EndpointCounters sender = ends.connecting().counters();
        EndpointCounters receiver = ends.listening().counters();
        require(sender.messagesPublished() == 1000, sender.messagesPublished() + " of 1000 messages published");
        require(receiver.messagesHandled() == 1000, receiver.messagesHandled() + " of 1000 messages handled");
    }

    private static long inFlight(Endpoint sender, Endpoint receiver) {
        return sender.counters().bytesSent() - receiver.counters().bytesReceived();
    }

    @Rule(id = "N2", says = "Links that are opened, lost and replaced are counted, and no others.")
    default void n2CountsLinks(Scene scene) {
        Ends ends = scene.ends();
        Line line = ends.there("counted");
        ends.untilUp();
        line.publish(10, 100);
        scene.untilComplete(line);
        for (int cuts = 1; cuts <= 3; cuts++) {
            int expected = cuts;
            ends.client().faults().cut();
            scene.until(
                    "the link was lost and replaced for the " + cuts + ". time",
                    () -> ends.connecting().counters().reconnects() == expected);
            line.publish(10, 100);
            scene.untilComplete(line);
        }
        EndpointCounters counters = ends.connecting().counters();
        require(counters.linksOpened() == 4, counters.linksOpened() + " links opened, not 4");
        require(counters.linksLost() == 3, counters.linksLost() + " links lost, not 3");
        require(counters.duplicatesDropped() == 0 && counters.protocolErrors() == 0, "frames were wrong: " + counters);
    }

    @Rule(id = "N3", says = "The largest message arrives, and one byte more is refused.")
    default void n3CarriesTheLargestMessage(Scene scene) {
        Endpoint listening = scene.party("server").listen();
        Endpoint connecting = scene.party("client").connect(listening.uri(), "ring=1m");
        Line line = scene.line("large").to(listening).from(connecting);
        scene.untilUp(connecting);
        int largest = line.publication().maxMessageLength();
        require(
                line.publication().offer(new byte[largest + 1], 0, largest + 1) == OfferStatus.MESSAGE_TOO_LARGE,
                "a message of " + (largest + 1) + " bytes was not refused");
        line.publish(3, 10);
        scene.until("there is room for the largest", () -> line.offer(largest) == OfferStatus.ACCEPTED);
        line.publish(3, 10);
        scene.untilComplete(line);
    }

    @Rule(id = "N4", says = "A runtime reports the transport, and its endpoints what it promises.")
    default void n4ReportsTheTransport(Scene scene) {
        Party server = scene.party("server");
        Endpoint listening = server.listen();
        require(
                listening.guarantees().equals(scene.kit().provider().guarantees()),
                "the endpoint promises " + listening.guarantees());
        String name = scene.kit().provider().name();
        List<TransportReport> reports = server.millrace().transports();
        require(
                reports.stream().anyMatch(report -> report.name().equals(name) && report.problem() == null),
                name + " is not reported as usable: " + reports);
    }
}
