// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.tck.LinkBench.Pair;

/** Closing, and what is left afterwards. The last four are looked at after every other rule as well. */
interface CloseRules {

    @Rule(id = "X1", says = "Links, acceptors and transports can be closed again, in any order.")
    default void x1ClosesTwice(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        Pair pair = bench.connect(acceptor);
        for (int i = 0; i < 2; i++) {
            pair.dialled().close();
            acceptor.close();
            bench.listener().transport().close();
            pair.accepted().close();
            bench.dialler().transport().close();
        }
    }

    @Rule(id = "X2", says = "A transport that is closed closes the links that are still open.")
    default void x2TheTransportClosesItsLinks(LinkBench bench) {
        Pair pair = bench.connect();
        bench.dialler().transport().close();
        bench.endOf(pair.accepted(), new Frames());
    }

    @Rule(id = "X3", says = "A transport that is closed closes its acceptors, and their addresses are free.")
    default void x3TheTransportClosesItsAcceptors(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        EndpointUri bound = acceptor.boundUri();
        bench.listener().transport().close();
        bench.listener().look();
        bench.listen(bench.another(), bound);
    }

    @Rule(id = "X4", says = "A link that is not connected yet can be closed.")
    default void x4ClosesADial(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        bench.dial(acceptor).close();
        bench.dialler().look();
        FrameLink next = bench.dial(acceptor);
        bench.until("the next dial connects", next::finishConnect);
    }

    @Rule(id = "X5", says = "shutdownOutput can be said twice, and of a link that is closed.")
    default void x5ShutsDownTwice(LinkBench bench) {
        Pair pair = bench.connect();
        pair.dialled().shutdownOutput();
        pair.dialled().shutdownOutput();
        bench.endOf(pair.accepted(), new Frames());
        pair.accepted().close();
        pair.accepted().shutdownOutput();
        pair.dialled().close();
        pair.dialled().shutdownOutput();
    }

    private static void comeAndGo(LinkBench bench) {
        for (int i = 0; i < 20; i++) {
            LinkAcceptor acceptor = bench.listen();
            Pair pair = bench.connect(acceptor);
            Frames sink = new Frames();
            bench.send(pair.dialled(), Frames.of(0, 20, 500), pair.accepted(), sink);
            bench.receive(pair.accepted(), sink, 20);
            pair.dialled().close();
            bench.endOf(pair.accepted(), sink);
            pair.accepted().close();
            acceptor.close();
            require(bench.dialler().selector().isOpen(), "a selector that is the engine's was closed");
        }
    }

    @Rule(id = "X6", says = "No thread is left.")
    default void x6LeavesNoThread(LinkBench bench) {
        comeAndGo(bench);
    }

    @Rule(id = "X7", says = "No descriptor is left.")
    default void x7LeavesNoDescriptor(LinkBench bench) {
        comeAndGo(bench);
        // Before the transport is closed: links that come and go must not pile up
        bench.until(
                "closed channels leave the selectors",
                () -> bench.dialler().selector().keys().isEmpty()
                        && bench.listener().selector().keys().isEmpty());
    }

    @Rule(id = "X8", says = "No memory outside the heap is left.")
    default void x8LeavesNoMemory(LinkBench bench) {
        comeAndGo(bench);
    }

    @Rule(id = "X9", says = "No file is left.")
    default void x9LeavesNoFile(LinkBench bench) {
        comeAndGo(bench);
    }
}
