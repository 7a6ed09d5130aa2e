// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.internal.mem.MemTransportProvider;
import io.millrace.spi.FrameLink;
import io.millrace.spi.Guarantee;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a transport: {@code mem:} is right, and each of these methods is where a wrong one does something else.
 * One object is behind all the runtimes of a test.
 */
class Twist {

    /** An address that this transport, other than {@code mem:}, cannot read. */
    static final String SENSELESS = "mem:senseless";

    static final ThreadLocal<Boolean> MUTED = ThreadLocal.withInitial(() -> false);

    /** Runs something whose wake-ups nobody hears. */
    static void mute(Runnable action) {
        MUTED.set(true);
        try {
            action.run();
        } finally {
            MUTED.set(false);
        }
    }

    static LinkException broken(ErrorCode code) {
        return new LinkException(code, "broken on purpose", "");
    }

    /** Waits, as no transport may. */
    static void block(long ms) {
        long deadlineNs = System.nanoTime() + ms * 1_000_000;
        while (System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    PeerTransportProvider provider() {
        return new TwistedProvider(this);
    }

    Class<? extends TransportProvider> published() {
        return MemTransportProvider.class;
    }

    String name() {
        return "mem";
    }

    Set<String> schemes() {
        return Set.of("mem");
    }

    List<Option<?>> options() {
        return List.of();
    }

    Set<Guarantee> guarantees() {
        return new MemTransportProvider().guarantees();
    }

    void created() {}

    FrameLink dialled(FrameLink link) {
        return link(link);
    }

    FrameLink accepted(FrameLink link) {
        return link(link);
    }

    FrameLink link(FrameLink link) {
        return link;
    }

    LinkAcceptor acceptor(LinkAcceptor acceptor) {
        return acceptor;
    }

    LinkAcceptor listen(PeerTransport to, EndpointUri uri, Options options) {
        checkSense(uri);
        return to.listen(uri, options);
    }

    FrameLink dial(PeerTransport to, EndpointUri uri, Options options) {
        checkSense(uri);
        return to.dial(uri, options);
    }

    void checkSense(EndpointUri uri) {
        if (uri.raw().equals(SENSELESS)) {
            throw uri.invalid(5, "this makes no sense", "write something else");
        }
    }

    void close(PeerTransport to) {
        to.close();
    }

    /** The provider that shows all this. */
    static final class TwistedProvider extends DelegatingProvider {

        private final Twist twist;

        TwistedProvider(Twist twist) {
            super(new MemTransportProvider());
            this.twist = twist;
        }

        @Override
        public String name() {
            return twist.name();
        }

        @Override
        public Set<String> schemes() {
            return twist.schemes();
        }

        @Override
        public List<Option<?>> options() {
            return twist.options();
        }

        @Override
        public Set<Guarantee> guarantees() {
            return twist.guarantees();
        }

        @Override
        public PeerTransport create(TransportContext context) {
            twist.created();
            return new TwistedTransport(super.create(new TwistedContext(context)), twist);
        }
    }

    private record TwistedContext(TransportContext context) implements TransportContext {

        @Override
        public Selector selector() {
            return context.selector();
        }

        @Override
        public void wakeup() {
            if (!MUTED.get()) {
                context.wakeup();
            }
        }

        @Override
        public long nanoTime() {
            return context.nanoTime();
        }
    }

    private static final class TwistedTransport extends DelegatingTransport {

        private final PeerTransport mem;
        private final Twist twist;

        TwistedTransport(PeerTransport mem, Twist twist) {
            super(mem);
            this.mem = mem;
            this.twist = twist;
        }

        @Override
        public LinkAcceptor listen(EndpointUri uri, Options options) {
            return twist.acceptor(new TwistedAcceptor(twist.listen(mem, uri, options), twist));
        }

        @Override
        public FrameLink dial(EndpointUri uri, Options options) {
            return twist.dialled(twist.dial(mem, uri, options));
        }

        @Override
        public void close() {
            twist.close(mem);
        }
    }

    /** Wraps what an acceptor accepts. */
    private static final class TwistedAcceptor extends DelegatingAcceptor {

        private final Twist twist;

        TwistedAcceptor(LinkAcceptor acceptor, Twist twist) {
            super(acceptor);
            this.twist = twist;
        }

        @Override
        public @Nullable FrameLink accept() {
            FrameLink link = super.accept();
            return link == null ? null : twist.accepted(link);
        }
    }
}
