// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.PlainText;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a runtime, for tests of a transport's links without sessions: a transport, the selector in which its I/O agent
 * sleeps, and a clock that can be put forward. The test's own thread is the agent and turns this crank; only {@link #wakeup},
 * {@link #nanoTime} and {@link #notice} may be called by other threads. Whoever makes one closes it, which closes the transport
 * with all its links.
 */
public final class Crank implements TransportContext, AutoCloseable {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);

    private final Selector selector;
    private final PeerTransport transport;
    private final List<Option<?>> declared;
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private int wakeUpsSeen;
    private final AtomicLong skippedNs = new AtomicLong();

    /** A transport as a runtime would have it. */
    public Crank(PeerTransportProvider provider) {
        this(provider, provider::create);
    }

    /** A transport made in another way, for what the real one does too seldom; the options are the provider's. */
    public Crank(PeerTransportProvider provider, Function<TransportContext, PeerTransport> create) {
        selector = open();
        declared = new ArrayList<>(provider.options());
        declared.add(PlainText.INSECURE);
        transport = create.apply(this);
    }

    static Selector open() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Selector selector() {
        return selector;
    }

    @Override
    public void wakeup() {
        wakeUps.incrementAndGet();
        selector.wakeup();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + skippedNs.get();
    }

    /** Puts the clock forward. */
    public void skip(long ns) {
        skippedNs.addAndGet(ns);
    }

    @Override
    public void notice(EndpointUri uri, String detail, @Nullable MillraceException problem) {
        notices.add(detail + (problem == null ? "" : ": " + problem.getMessage()));
    }

    /** What the transport has told so far, with the message of the problem if there was one. */
    public List<String> notices() {
        return notices;
    }

    public PeerTransport transport() {
        return transport;
    }

    /** Listens at an address that may carry options. */
    public LinkAcceptor listen(String uri) {
        EndpointUri parsed = EndpointUri.parse(uri);
        return transport.listen(parsed, Options.parse(parsed, declared));
    }

    /** Begins to dial. */
    public FrameLink dial(String uri) {
        EndpointUri parsed = EndpointUri.parse(uri);
        return transport.dial(parsed, Options.parse(parsed, declared));
    }

    /** Dials, and waits for the connection. */
    public FrameLink connect(String uri) {
        FrameLink link = dial(uri);
        until(link::finishConnect);
        return link;
    }

    /** Waits for the next connection. */
    public FrameLink accept(LinkAcceptor acceptor) {
        return untilPresent(acceptor::accept);
    }

    /** One turn: notes what the selector has to say, waiting at most so long for it; returns of how many keys. */
    public int select(long timeoutMs) {
        try {
            return timeoutMs == 0 ? selector.selectNow(Crank::note) : selector.select(Crank::note, timeoutMs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Turns until the condition holds, for at most twenty seconds. */
    public void until(BooleanSupplier condition) {
        untilPresent(() -> condition.getAsBoolean() ? Boolean.TRUE : null);
    }

    /** Turns until there is something, for at most twenty seconds. */
    public <T> T untilPresent(Supplier<@Nullable T> source) {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (true) {
            T value = source.get();
            if (value != null) {
                return value;
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new AssertionError("did not happen within 20 s");
            }
            select(1);
        }
    }

    /** Notes what is ready, without waiting, and forgets wake-ups; true if there were any. */
    boolean look() {
        boolean ready = select(0) > 0;
        return woken() || ready;
    }

    /** Sleeps until something wakes it; false if the time passed first. */
    boolean sleep(Duration longest) {
        return sleepIn(selector, longest);
    }

    /** As {@link #sleep} in the selector of another agent of the same runtime. */
    boolean sleepIn(Selector other, Duration longest) {
        long deadlineNs = System.nanoTime() + longest.toNanos();
        try {
            while (true) {
                if (other.selectNow(Crank::note) > 0 || woken()) {
                    return true;
                }
                long restMs = (deadlineNs - System.nanoTime()) / 1_000_000;
                if (restMs <= 0) {
                    return false;
                }
                if (other.select(Crank::note, restMs) > 0 || woken()) {
                    return true;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean woken() {
        int now = wakeUps.get();
        boolean woken = now != wakeUpsSeen;
        wakeUpsSeen = now;
        return woken;
    }

    static void note(SelectionKey key) {
        if (key.attachment() instanceof ReadyHandler handler) {
            handler.onReady(key.readyOps());
        }
    }

    @Override
    public void close() {
        try {
            transport.close();
            selector.selectNow();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
