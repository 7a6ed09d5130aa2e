// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rule over bare links works with: two cranks, one that dials and one that listens, each with a transport of its own
 * and turned by the test's thread. Closes everything at the end.
 */
final class LinkBench implements AutoCloseable {

    /** No method of a transport may take that long; far more than any needs on a busy machine. */
    static final Duration AT_ONCE = Duration.ofMillis(900);

    private final TransportTck kit;
    private final Crank dialler;
    private final Crank listener;
    private final List<Crank> more = new ArrayList<>();

    /** The two ends of one link. */
    record Pair(FrameLink dialled, FrameLink accepted) {}

    LinkBench(TransportTck kit) {
        this.kit = kit;
        this.dialler = new Crank(kit.provider());
        this.listener = new Crank(kit.provider());
    }

    TransportTck kit() {
        return kit;
    }

    Crank dialler() {
        return dialler;
    }

    Crank listener() {
        return listener;
    }

    /** One more runtime. */
    Crank another() {
        Crank crank = new Crank(kit.provider());
        more.add(crank);
        return crank;
    }

    LinkAcceptor listen() {
        return listen(listener, EndpointUri.parse(kit.listenUri()));
    }

    LinkAcceptor listen(Crank crank, EndpointUri uri) {
        return crank.transport().listen(uri, options(uri));
    }

    Options options(EndpointUri uri) {
        return Options.parse(uri, kit.provider().options());
    }

    EndpointUri toDial(LinkAcceptor acceptor) {
        return EndpointUri.parse(kit.connectUri(acceptor.boundUri().withoutParameters()));
    }

    FrameLink dial(LinkAcceptor acceptor) {
        return dial(dialler, toDial(acceptor));
    }

    FrameLink dial(Crank crank, EndpointUri uri) {
        return crank.transport().dial(uri, options(uri));
    }

    /** An address at which nobody listens any more. */
    EndpointUri deserted() {
        LinkAcceptor acceptor = listen();
        EndpointUri uri = toDial(acceptor);
        acceptor.close();
        return uri;
    }

    /** Dials until connected, and accepts the other end; a transport with a greeting of its own is turned through it. */
    Pair connect(LinkAcceptor acceptor) {
        FrameLink dialled = dial(acceptor);
        until("the dial connects", dialled::finishConnect);
        FrameLink accepted = accept(acceptor);
        greet(dialled, accepted);
        return new Pair(dialled, accepted);
    }

    /** Polls until both ends can be written, and nothing is said any more: a link may have a greeting of its own. */
    void greet(FrameLink... ends) {
        if (areWritable(ends)) {
            return;
        }
        until("both ends can be written", () -> {
            for (FrameLink end : ends) {
                end.poll(NOBODY);
            }
            return areWritable(ends);
        });
        settle(ends);
    }

    private static final FrameSink NOBODY = (buffer, offset, length) -> {
        throw new AssertionError(length + " bytes came, and nobody has written any");
    };

    private static boolean areWritable(FrameLink... ends) {
        return Stream.of(ends).allMatch(FrameLink::isWritable);
    }

    Pair connect() {
        return connect(listen());
    }

    FrameLink accept(LinkAcceptor acceptor) {
        return untilPresent("a link is accepted", acceptor::accept);
    }

    /** Polls until so many frames have come. */
    void receive(FrameLink link, Frames sink, long frames) {
        until(frames + " frames arrive, not " + sink.frames(), () -> {
            link.poll(sink);
            return sink.frames() >= frames;
        });
    }

    /** Writes all of it while the other end, if there is one, reads. */
    void send(FrameLink from, ByteBuffer bytes, @Nullable FrameLink to, FrameSink sink) {
        until("everything is written", () -> {
            if (from.write(bytes) == 0 && bytes.hasRemaining() && to != null) {
                to.poll(sink);
            }
            return !bytes.hasRemaining();
        });
    }

    /** Writes until the link takes no more; returns how many bytes it took. */
    long fill(FrameLink link) {
        long limit = 256L << 20;
        long taken = 0;
        int number = 0;
        ByteBuffer bytes = Frames.of(0, 256, 4000);
        int refused = 0;
        while (refused < 3) {
            if (!bytes.hasRemaining()) {
                number += 256;
                bytes = Frames.of(number, 256, 4000);
            }
            int written = link.write(bytes);
            refused = written == 0 ? refused + 1 : 0;
            taken += written;
            require(taken < limit, "a link whose peer does not read took more than " + limit + " bytes");
        }
        return taken;
    }

    /** Polls until the link reports its end, and returns the error. */
    MillraceException endOf(FrameLink link, FrameSink sink) {
        return untilPresent("the end of the link is reported", () -> {
            try {
                link.poll(sink);
                return null;
            } catch (MillraceException e) {
                return e;
            }
        });
    }

    void until(String what, BooleanSupplier holds) {
        untilPresent(what, () -> holds.getAsBoolean() ? Boolean.TRUE : null);
    }

    /** Turns both cranks until there is something. */
    <T> T untilPresent(String what, Supplier<@Nullable T> source) {
        long deadlineNs = System.nanoTime() + kit.patience().toNanos();
        while (true) {
            T value = source.get();
            if (value != null) {
                return value;
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new AssertionError("within " + kit.patience().toMillis() + " ms it did not happen that " + what);
            }
            boolean busy = dialler.look();
            busy |= listener.look();
            for (Crank crank : more) {
                busy |= crank.look();
            }
            if (!busy) {
                dialler.sleep(Duration.ofMillis(1));
            }
        }
    }

    /** Looks until nothing is under way any more, as an agent does before it sleeps. */
    void settle(FrameLink... links) {
        long deadlineNs = System.nanoTime() + kit.patience().toNanos();
        int quiet = 0;
        while (quiet < 300) {
            boolean busy = dialler.look();
            busy |= listener.look();
            for (FrameLink link : links) {
                busy |= link.poll((buffer, offset, length) -> length) > 0;
            }
            quiet = busy ? 0 : quiet + 1;
            require(System.nanoTime() - deadlineNs < 0, "agents are woken again and again, and nothing happens");
        }
    }

    /** Fails if the call takes long. */
    static <T> T atOnce(String what, Supplier<T> call) {
        long startNs = System.nanoTime();
        T result = call.get();
        long tookMs = (System.nanoTime() - startNs) / 1_000_000;
        require(tookMs < AT_ONCE.toMillis(), what + " took " + tookMs + " ms");
        return result;
    }

    static void atOnce(String what, Runnable call) {
        atOnce(what, () -> {
            call.run();
            return true;
        });
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    PeerTransportProvider provider() {
        return kit.provider();
    }

    @Override
    public void close() {
        more.forEach(Crank::close);
        dialler.close();
        listener.close();
    }
}
