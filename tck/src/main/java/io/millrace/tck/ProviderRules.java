// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.Guarantee;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.tck.LinkBench.Pair;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** Discovery: what a provider says of itself, and what it must not do yet. */
interface ProviderRules {

    @Rule(id = "P1", says = "The provider is found by ServiceLoader.")
    default void p1IsFoundByServiceLoader(LinkBench bench) {
        Class<?> published = bench.kit().published();
        require(
                ServiceLoader.load(TransportProvider.class).stream().anyMatch(found -> found.type() == published),
                "META-INF/services/" + TransportProvider.class.getName() + " does not name " + published.getName());
    }

    @Rule(id = "P2", says = "It has a name, and at least one scheme in lower case; both stay the same.")
    default void p2HasANameAndSchemes(LinkBench bench) {
        PeerTransportProvider provider = bench.provider();
        require(!provider.name().isBlank(), "the name is blank");
        require(!provider.schemes().isEmpty(), "there is no scheme");
        for (String scheme : provider.schemes()) {
            require(scheme.matches("[a-z][a-z0-9+.-]*"), "'" + scheme + "' is no scheme in lower case");
        }
        require(
                provider.name().equals(bench.provider().name())
                        && provider.schemes().equals(bench.provider().schemes()),
                "another instance has another name or other schemes");
    }

    @Rule(id = "P3", says = "No other provider that is found serves one of its schemes.")
    default void p3IsTheOnlyOneOfItsSchemes(LinkBench bench) {
        Set<String> schemes = bench.provider().schemes();
        ServiceLoader.load(TransportProvider.class).stream()
                .filter(found -> found.type() != bench.kit().published())
                .map(ServiceLoader.Provider::get)
                .forEach(other -> require(
                        other.schemes().stream().noneMatch(schemes::contains),
                        other.getClass().getName() + " serves " + other.schemes() + " too"));
    }

    @Rule(id = "P4", says = "Its options have names of their own, which the engine does not use.")
    default void p4OptionsHaveNamesOfTheirOwn(LinkBench bench) {
        Set<String> names = new HashSet<>();
        for (Option<?> option : bench.provider().options()) {
            require(names.add(option.name()), "two options are called " + option.name());
        }
        // The engine parses its own options and the transport's together, before anything is opened
        try (Millrace millrace = Millrace.builder()
                        .register(new FaultyProvider(bench.provider(), new Faults()))
                        .build();
                Endpoint endpoint = millrace.connect(FaultyProvider.disguise(bench.deserted()))) {
            require(!names.contains("ring"), endpoint.uri() + " was opened");
        } catch (MillraceException e) {
            throw new AssertionError("the engine refuses the declarations", e);
        }
    }

    @Rule(id = "P5", says = "Every instance declares the same option objects.")
    default void p5DeclaresTheSameOptionObjects(LinkBench bench) {
        List<Option<?>> once = bench.provider().options();
        List<Option<?>> again = bench.provider().options();
        require(once.equals(again), "options are compared by identity; declare them as constants, not " + once);
    }

    @Rule(
            id = "P6",
            says = "It promises nothing that the session over it cannot hold: no durability, replay or groups.")
    default void p6PromisesWhatHolds(LinkBench bench) {
        Set<Guarantee> promised = bench.provider().guarantees();
        Set<Guarantee> tooMuch = EnumSet.of(Guarantee.DURABLE, Guarantee.REPLAY, Guarantee.GROUPS);
        tooMuch.retainAll(promised);
        require(tooMuch.isEmpty(), "a transport whose two ends talk to each other has no " + tooMuch);
        require(promised.equals(bench.provider().guarantees()), "another instance promises something else");
    }

    @Rule(id = "P7", says = "Nothing is opened, started or registered before listen or dial.")
    default void p7OpensNothingBeforeItIsAsked(LinkBench bench) {
        Leftovers before = Leftovers.now(bench.kit().folders(), true);
        int channels = bench.dialler().selector().keys().size();
        PeerTransport made = bench.provider().create(bench.dialler());
        String opened = before.problem();
        require(opened.isEmpty(), "create has left something open: " + opened);
        require(bench.dialler().selector().keys().size() == channels, "create has registered a channel");
        made.close();
    }

    @Rule(id = "P8", says = "Each transport that create makes stands alone: closing one leaves the others working.")
    default void p8TransportsStandAlone(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        Crank other = bench.another();
        Pair pair = bench.connect(acceptor);
        other.transport().close();
        Frames sink = new Frames();
        bench.send(pair.dialled(), Frames.of(0, 10, 100), pair.accepted(), sink);
        bench.receive(pair.accepted(), sink, 10);
    }

    @Rule(id = "P9", says = "An address that it cannot read is refused with INVALID_URI at once.")
    default void p9RefusesWhatItCannotRead(LinkBench bench) {
        String senseless = bench.kit().senselessUri();
        Assumptions.assumeTrue(senseless != null, "there is no address that the transport cannot read");
        if (senseless == null) {
            return;
        }
        for (boolean dialling : new boolean[] {true, false}) {
            try {
                EndpointUri uri = EndpointUri.parse(senseless);
                AutoCloseable opened =
                        dialling ? bench.dial(bench.dialler(), uri) : bench.listen(bench.listener(), uri);
                throw new AssertionError(uri + " was taken: " + opened);
            } catch (MillraceException e) {
                require(e.code() == ErrorCode.INVALID_URI, "it says " + e.getMessage());
            }
        }
    }

    @Rule(id = "P10", says = "An address that stays in the host has links that are local.")
    default void p10WhatStaysInTheHostIsLocal(LinkBench bench) {
        LinkAcceptor acceptor = bench.listen();
        boolean stays = bench.dialler().transport().staysInHost(bench.toDial(acceptor));
        Pair pair = bench.connect(acceptor);
        require(
                !stays || pair.dialled().isLocal() && pair.accepted().isLocal(),
                bench.toDial(acceptor) + " is said to stay in the host, and its links are said not to be local");
        require(
                stays == bench.dialler().transport().staysInHost(bench.toDial(acceptor)),
                "staysInHost has changed its mind about " + bench.toDial(acceptor));
    }
}
