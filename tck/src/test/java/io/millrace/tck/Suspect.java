// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The kit over a wrong transport; run by {@link WrongTransportsTest}, and by nobody else. */
final class Suspect extends TransportTck {

    static WrongTransport wrong = WrongTransport.breaking("none", "nothing is wrong", Twist::new);
    static Path folder = Path.of("target");
    static Duration patience = Duration.ofMillis(400);

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Twist twist = wrong.twist().get();

    @Override
    protected PeerTransportProvider provider() {
        return twist.provider();
    }

    @Override
    protected Class<? extends TransportProvider> published() {
        return twist.published();
    }

    @Override
    protected String listenUri() {
        return "mem:wrong-" + NAMES.incrementAndGet();
    }

    @Override
    protected String senselessUri() {
        return Twist.SENSELESS;
    }

    @Override
    protected List<Path> folders() {
        return wrong.rule().equals("X9") ? List.of(folder) : List.of();
    }

    @Override
    protected Duration patience() {
        return patience;
    }

    @Override
    boolean countsMemory() {
        // Each count costs a garbage collection
        return wrong.rule().equals("X8");
    }
}
