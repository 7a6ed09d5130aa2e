// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.atOnce;
import static io.millrace.tck.LinkBench.require;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerPrincipal;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.tck.LinkBench.Pair;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lifecycle: listening, dialling, accepting. */
interface LifecycleRules {

    @Rule(id = "L1", says = "When listen has returned a dial connects, before anybody accepts it.")
    default void l1ConnectsOnceItListens(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        FrameLink link = bench.dial(acceptor);
        bench.until("the dial connects, though nobody has accepted it", link::finishConnect);
        bench.accept(acceptor);
    }

    @Rule(id = "L2", says = "The bound address has the scheme that was asked for, stays the same, and can be dialled.")
    default void l2TellsTheAddressReallyBound(LinkBench bench) {
        EndpointUri asked = EndpointUri.parse(bench.kit().listenUri());
        LinkAcceptor acceptor = bench.listen(bench.listener(), asked);
        EndpointUri bound = acceptor.boundUri();
        require(bound.scheme().equals(asked.scheme()), asked + " was bound as " + bound);
        require(bound.port() != 0, bound + " has no real port");
        bench.connect(acceptor);
        require(acceptor.boundUri().equals(bound), bound + " has become " + acceptor.boundUri());
    }

    @Rule(id = "L3", says = "An address on which somebody listens is refused to the next with ADDRESS_IN_USE.")
    default void l3RefusesAnAddressThatIsTaken(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        try {
            bench.listen(bench.another(), acceptor.boundUri()).close();
        } catch (MillraceException e) {
            require(e.code() == ErrorCode.ADDRESS_IN_USE, "it says " + e.getMessage());
            bench.connect(acceptor);
            return;
        }
        throw new AssertionError("two listen at " + acceptor.boundUri());
    }

    @Rule(id = "L4", says = "When an acceptor is closed its address is free at once.")
    default void l4FreesTheAddress(LinkBench bench) {
        LinkAcceptor first = bench.listen();
        EndpointUri bound = first.boundUri();
        bench.connect(first);
        first.close();
        LinkAcceptor second = bench.listen(bench.listener(), bound);
        bench.connect(second);
    }

    @Rule(id = "L5", says = "Dialling an address at which nobody listens fails with a transient error that names it.")
    default void l5SaysThatNobodyListens(LinkBench bench) {
        EndpointUri uri = bench.deserted();
        MillraceException refused = bench.untilPresent("the dial fails", new FailedDial(bench, uri)::look);
        require(refused.errorClass() == ErrorClass.TRANSIENT, "not transient: " + refused.getMessage());
        String address = uri.address().replaceFirst("^//", "");
        require(
                String.valueOf(refused.getMessage()).contains(address),
                "'" + address + "' is not in: " + refused.getMessage());
    }

    /** A dial that is expected to fail, at once or later. */
    final class FailedDial {
        private final LinkBench bench;
        private final EndpointUri uri;
        private @Nullable FrameLink link;

        FailedDial(LinkBench bench, EndpointUri uri) {
            this.bench = bench;
            this.uri = uri;
        }

        @Nullable MillraceException look() {
            try {
                FrameLink dialled = link;
                if (dialled == null) {
                    link = bench.dial(bench.dialler(), uri);
                } else if (dialled.finishConnect()) {
                    throw new AssertionError("connected to " + uri + ", where nobody listens");
                }
                return null;
            } catch (MillraceException e) {
                if (link != null) {
                    link.close();
                }
                return e;
            }
        }
    }

    @Rule(id = "L6", says = "Listening, dialling, connecting and accepting never wait.")
    default void l6NeverWaits(LinkBench bench) {
        FailedDial nobody = new FailedDial(bench, bench.deserted());
        bench.untilPresent("the dial fails", () -> atOnce("dialling nobody", nobody::look));
        LinkAcceptor acceptor = atOnce("listen", () -> bench.listen());
        atOnce("accept with nobody there", acceptor::accept);
        FrameLink link = atOnce("dial", () -> bench.dial(acceptor));
        bench.until("the dial connects", () -> atOnce("finishConnect", link::finishConnect));
        bench.untilPresent("it is accepted", () -> atOnce("accept", acceptor::accept));
    }

    @Rule(id = "L7", says = "With nobody waiting accept returns null.")
    default void l7AcceptsNobodyWhenNobodyComes(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        for (int i = 0; i < 3; i++) {
            bench.listener().look();
            require(acceptor.accept() == null, "a link was accepted that nobody has dialled");
        }
        bench.connect(acceptor);
        for (int i = 0; i < 3; i++) {
            bench.listener().look();
            require(acceptor.accept() == null, "one dial was accepted twice");
        }
    }

    @Rule(id = "L8", says = "Every dial is accepted, once, also when several come at a time.")
    default void l8AcceptsEveryDialOnce(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        List<FrameLink> dialled = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FrameLink link = bench.dial(acceptor);
            bench.until("a dial connects", link::finishConnect);
            dialled.add(link);
        }
        List<FrameLink> accepted = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            accepted.add(bench.accept(acceptor));
        }
        bench.greet(Stream.concat(dialled.stream(), accepted.stream()).toArray(FrameLink[]::new));
        for (int i = 0; i < 8; i++) {
            dialled.get(i).write(Frames.one(0, 10 + i));
        }
        List<Integer> lengths = new ArrayList<>();
        for (FrameLink link : accepted) {
            Frames sink = new Frames();
            int[] payload = {0};
            bench.until("each accepted link has a peer of its own", () -> {
                link.poll((buffer, offset, length) -> {
                    payload[0] = buffer.getInt(offset) - FrameDescriptor.HEADER_LENGTH;
                    return sink.onBytes(buffer, offset, length);
                });
                return sink.frames() == 1;
            });
            lengths.add(payload[0]);
        }
        require(lengths.stream().distinct().count() == 8, "two links heard the same peer: " + lengths);
    }

    @Rule(
            id = "L9",
            says = "A dial is accepted though the peer says nothing, and though the one before it says nothing.")
    default void l9AcceptsWhoSaysNothing(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        bench.connect(acceptor);
        bench.connect(acceptor);
    }

    @Rule(id = "L10", says = "An accepted link is connected, and a connected one stays so.")
    default void l10StaysConnected(LinkBench bench) {
        Pair pair = bench.connect();
        for (int i = 0; i < 3; i++) {
            require(pair.accepted().finishConnect(), "an accepted link is not connected");
            require(pair.dialled().finishConnect(), "a connected link is not connected any more");
            bench.dialler().look();
        }
    }

    @Rule(id = "L11", says = "Accepted links live on when their acceptor is closed.")
    default void l11LinksOutliveTheirAcceptor(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        Pair pair = bench.connect(acceptor);
        acceptor.close();
        Frames there = new Frames();
        Frames back = new Frames();
        bench.send(pair.dialled(), Frames.of(0, 10, 100), pair.accepted(), there);
        bench.receive(pair.accepted(), there, 10);
        bench.send(pair.accepted(), Frames.of(0, 10, 100), pair.dialled(), back);
        bench.receive(pair.dialled(), back, 10);
    }

    @Rule(id = "L12", says = "Links do not know of one another: closing one leaves its neighbours working.")
    default void l12LinksAreIndependent(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        Pair first = bench.connect(acceptor);
        Pair second = bench.connect(acceptor);
        first.accepted().close();
        first.dialled().close();
        Frames sink = new Frames();
        bench.send(second.dialled(), Frames.of(0, 10, 100), second.accepted(), sink);
        bench.receive(second.accepted(), sink, 10);
        bench.connect(acceptor);
    }

    @Rule(id = "L13", says = "A link describes itself, on any thread and also when it is closed.")
    default void l13DescribesItself(LinkBench bench) throws InterruptedException {
        Pair pair = bench.connect();
        for (FrameLink link : List.of(pair.dialled(), pair.accepted())) {
            String[] described = {""};
            Thread other = new Thread(() -> described[0] = link.description());
            other.start();
            other.join();
            require(!described[0].isBlank(), "the description is empty on another thread");
            link.close();
            require(!link.description().isBlank(), "the description of a closed link is empty");
        }
    }

    @Rule(
            id = "L14",
            says = "Whom the carrier proves the peer to be has a name and stays the same; null if it cannot tell.")
    default void l14ThePrincipalIsSettled(LinkBench bench) {
        Pair pair = bench.connect();
        for (FrameLink link : List.of(pair.dialled(), pair.accepted())) {
            PeerPrincipal first = link.principal();
            require(first == null || !first.name().isBlank(), "the principal has no name");
            bench.settle();
            PeerPrincipal later = link.principal();
            require(first == null ? later == null : first.equals(later), first + " has become " + later);
        }
    }

    @Rule(
            id = "L15",
            says = "A link carries frames of at least 4096 bytes, as handshakes need, and keeps to what it said.")
    default void l15CarriesAHandshake(LinkBench bench) {
        Pair pair = bench.connect();
        int max = pair.dialled().maxFrameLength();
        require(max >= FrameDescriptor.MAX_HANDSHAKE_FRAME, "frames of at most " + max + " bytes carry no handshake");
        Frames sink = new Frames();
        int payload = FrameDescriptor.MAX_HANDSHAKE_FRAME - FrameDescriptor.HEADER_LENGTH;
        bench.send(pair.dialled(), Frames.one(0, payload), pair.accepted(), sink);
        bench.receive(pair.accepted(), sink, 1);
        require(max == pair.dialled().maxFrameLength(), "maxFrameLength has changed");
    }

    @Rule(id = "L16", says = "A dialler that leaves before it is accepted harms nobody.")
    default void l16SurvivesWhoLeavesAtTheDoor(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        FrameLink gone = bench.dial(acceptor);
        bench.until("the dial connects", gone::finishConnect);
        gone.close();
        FrameLink stays = bench.dial(acceptor);
        bench.until("the next dial connects", stays::finishConnect);
        ByteBuffer hello = Frames.one(0, 77);
        Frames sink = new Frames();
        List<FrameLink> accepted = new ArrayList<>();
        bench.until("the one that stays is heard", () -> {
            stays.poll((buffer, offset, length) -> length);
            stays.write(hello);
            FrameLink link = acceptor.accept();
            if (link != null) {
                accepted.add(link);
            }
            for (FrameLink each : List.copyOf(accepted)) {
                if (isOver(each, sink)) {
                    accepted.remove(each);
                }
            }
            return sink.frames() == 1;
        });
    }

    private static boolean isOver(FrameLink link, Frames sink) {
        try {
            link.poll(sink);
            return false;
        } catch (MillraceException e) {
            link.close();
            return true;
        }
    }
}
