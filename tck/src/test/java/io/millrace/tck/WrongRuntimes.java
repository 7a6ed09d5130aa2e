// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.WrongLinks.links;
import static io.millrace.tck.WrongTransport.alone;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.Guarantee;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Wrong in ways that show when runtimes use them. */
final class WrongRuntimes {

    private WrongRuntimes() {}

    static List<WrongTransport> all() {
        return List.of(
                alone("H1", "says that a dial can never succeed when nobody listens", WrongProviders.Defeatist::new),
                alone("H2", "drops single bytes", () -> links(WrongLinks.Crumbs::new)),
                alone("H3", "accepts who has spoken", WrongProviders.Strict::new),
                alone("H4", "accepts nobody after a link was closed", Offended::new),
                alone("H5", "dials once", () -> new DialsOnce(1)),
                alone("H6", "ends links that are old", () -> links(Mortal::new)),
                alone("M1", "loses its link after a while", () -> links(link -> new Tired(link, 200_000))),
                alone("M2", "cannot carry large frames", () -> links(link -> new Narrow(link, 100_000))),
                alone("M3", "writes on the thread that made it only", () -> links(WrongWaits.OneThread::new)),
                alone("M4", "wakes nobody for bytes, nor for room", () -> links(WrongWaits.Mute::new)),
                alone("M5", "writes for the first peer only", Favourite::new),
                alone("M6", "loses its link after a while", () -> links(link -> new Tired(link, 30_000))),
                alone("M7", "writes on the thread that made it only", () -> links(WrongWaits.OneThread::new)),
                alone("R1", "dials once", () -> new DialsOnce(1)),
                alone("R2", "begins a link with what the last one had left", Stale::new),
                alone("R3", "dials no more after half a frame", Offering::new),
                alone("R4", "throws what it should not when it is closed", () -> links(Clumsy::new)),
                alone("R5", "does not free its address", WrongProviders.Clinging::new),
                alone("R6", "dials once", () -> new DialsOnce(1)),
                alone("S1", "throws what it should not when nobody listens", Undeclared::new),
                alone("S2", "lets two listen at one address", WrongProviders.Thief::new),
                alone("S3", "dials once", () -> new DialsOnce(1)),
                alone("S4", "throws what it should not in a poll", () -> links(Fragile::new)),
                alone("C1", "does not pass goodbyes on", () -> links(Rude::new)),
                alone("C2", "waits when it is closed", () -> links(Slow::new)),
                alone("C3", "throws what it should not when it is closed", () -> links(Clumsy::new)),
                alone("C4", "does not free its address", WrongProviders.Clinging::new),
                alone("C5", "waits when it is closed", () -> links(Slow::new)),
                alone("N1", "counts what it reads twice", () -> links(WrongLinks.DoubleCount::new)),
                alone("N2", "loses its first link", FalseStart::new),
                alone("N3", "cannot carry large frames", () -> links(link -> new Narrow(link, 40_000))),
                alone("N4", "promises something else each time", Moody::new));
    }

    static final class Offended extends Twist {
        private final AtomicBoolean offended = new AtomicBoolean();

        @Override
        FrameLink accepted(FrameLink link) {
            return new DelegatingLink(link) {
                @Override
                public void shutdownOutput() {
                    super.shutdownOutput();
                    offended.set(true);
                }
            };
        }

        @Override
        LinkAcceptor acceptor(LinkAcceptor acceptor) {
            return new DelegatingAcceptor(acceptor) {
                @Override
                public @Nullable FrameLink accept() {
                    return offended.get() ? null : super.accept();
                }
            };
        }
    }

    static final class DialsOnce extends Twist {
        private final AtomicInteger left;

        DialsOnce(int times) {
            left = new AtomicInteger(times);
        }

        @Override
        FrameLink dial(PeerTransport to, EndpointUri uri, Options options) {
            FrameLink link = super.dial(to, uri, options);
            if (left.getAndDecrement() <= 0) {
                link.close();
                throw broken(ErrorCode.CONNECT_REFUSED);
            }
            return link;
        }
    }

    static final class Mortal extends DelegatingLink {
        private final long bornNs = System.nanoTime();

        Mortal(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            if (System.nanoTime() - bornNs > 300_000_000) {
                throw Twist.broken(ErrorCode.LINK_RESET);
            }
            return super.poll(sink);
        }
    }

    static final class Tired extends DelegatingLink {
        private final long mostBytes;
        private long bytes;

        Tired(FrameLink link, long mostBytes) {
            super(link);
            this.mostBytes = mostBytes;
        }

        @Override
        public int poll(FrameSink sink) {
            if (bytes > mostBytes) {
                throw Twist.broken(ErrorCode.LINK_RESET);
            }
            int count = super.poll(sink);
            bytes += count;
            return count;
        }
    }

    static final class Narrow extends DelegatingLink {
        private final int most;

        Narrow(FrameLink link, int most) {
            super(link);
            this.most = most;
        }

        @Override
        public int poll(FrameSink sink) {
            return super.poll((buffer, offset, length) -> {
                if (length > most) {
                    throw Twist.broken(ErrorCode.LINK_IO);
                }
                return sink.onBytes(buffer, offset, length);
            });
        }
    }

    static final class Favourite extends Twist {
        private final AtomicInteger accepted = new AtomicInteger();

        @Override
        FrameLink accepted(FrameLink link) {
            if (accepted.incrementAndGet() == 1) {
                return link;
            }
            return new DelegatingLink(link) {
                @Override
                public int write(ByteBuffer source) {
                    int all = source.remaining();
                    source.position(source.limit());
                    return all;
                }
            };
        }
    }

    static final class Stale extends Twist {
        private final AtomicBoolean anyClosed = new AtomicBoolean();

        @Override
        FrameLink link(FrameLink link) {
            boolean stale = anyClosed.get();
            return new DelegatingLink(link) {
                private boolean told;

                @Override
                public int poll(FrameSink sink) {
                    if (stale && !told) {
                        told = true;
                        ByteBuffer left = Frames.one(7, 32);
                        sink.onBytes(left, 0, left.capacity());
                    }
                    return super.poll(sink);
                }

                @Override
                public void close() {
                    super.close();
                    anyClosed.set(true);
                }
            };
        }
    }

    static final class Offering extends Twist {
        private final AtomicBoolean cut = new AtomicBoolean();

        @Override
        FrameLink dial(PeerTransport to, EndpointUri uri, Options options) {
            if (cut.get()) {
                throw broken(ErrorCode.CONNECT_REFUSED);
            }
            return super.dial(to, uri, options);
        }

        @Override
        FrameLink link(FrameLink link) {
            return new DelegatingLink(link) {
                private long written;

                @Override
                public int write(ByteBuffer source) {
                    int count = super.write(source);
                    written += count;
                    return count;
                }

                @Override
                public void close() {
                    super.close();
                    if (written % FrameDescriptor.ALIGNMENT != 0) {
                        cut.set(true);
                    }
                }
            };
        }
    }

    static final class Clumsy extends DelegatingLink {
        Clumsy(FrameLink link) {
            super(link);
        }

        @Override
        public void close() {
            super.close();
            throw new IllegalStateException("closed clumsily");
        }
    }

    static final class Fragile extends DelegatingLink {
        private long bytes;

        Fragile(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            if (bytes > 100) {
                throw new IllegalStateException("read too much");
            }
            int count = super.poll(sink);
            bytes += count;
            return count;
        }
    }

    static final class Undeclared extends Twist {
        @Override
        FrameLink dial(PeerTransport to, EndpointUri uri, Options options) {
            try {
                return super.dial(to, uri, options);
            } catch (LinkException refused) {
                throw new IllegalStateException("nobody is there");
            }
        }
    }

    static final class Rude extends DelegatingLink {
        Rude(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            if (source.remaining() >= FrameDescriptor.HEADER_LENGTH
                    && source.get(source.position() + FrameDescriptor.KIND_OFFSET) == FrameDescriptor.KIND_BYE) {
                int all = source.remaining();
                source.position(source.limit());
                return all;
            }
            return super.write(source);
        }
    }

    static final class Slow extends DelegatingLink {
        Slow(FrameLink link) {
            super(link);
        }

        @Override
        public void close() {
            Twist.block(1500);
            super.close();
        }
    }

    static final class FalseStart extends Twist {
        private final AtomicInteger dialled = new AtomicInteger();

        @Override
        FrameLink dialled(FrameLink link) {
            return dialled.incrementAndGet() == 1 ? new Tired(link, 100) : link;
        }
    }

    static final class Moody extends Twist {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        Set<Guarantee> guarantees() {
            return asked.incrementAndGet() % 2 == 0
                    ? EnumSet.of(Guarantee.ORDERED)
                    : EnumSet.of(Guarantee.ORDERED, Guarantee.BACK_PRESSURE);
        }
    }
}
