// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.WrongTransport.alone;
import static io.millrace.tck.WrongTransport.breaking;

import io.millrace.error.ErrorCode;
import io.millrace.spi.FrameLink;
import io.millrace.spi.Guarantee;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerPrincipal;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Wrong in what they say of themselves, and in how they listen and dial. */
final class WrongProviders {

    private static final Option<Integer> RING = Option.bytes("ring", 1024, 1024, 4096, "a name that the engine has");

    private WrongProviders() {}

    static List<WrongTransport> all() {
        return List.of(
                breaking("P1", "is named by no services file", Unpublished::new, "P3"),
                breaking("P2", "has a blank name", Nameless::new),
                breaking("P3", "serves the scheme of another one", Twins::new),
                breaking("P4", "calls an option as the engine does", Collision::new),
                breaking("P5", "declares its options anew each time", Forgetful::new),
                breaking("P6", "promises durability", Boaster::new),
                breaking("P7", "opens a socket in create", Eager::new),
                breaking("P8", "closes the links of all its runtimes", Siamese::new),
                breaking("P9", "takes an address that says nothing", Credulous::new),
                breaking("P10", "stays in the host, over links that do not", Remote::new),
                alone("L1", "connects when it is accepted, and not before", Late::new),
                breaking("L2", "changes its address", Wandering::new),
                breaking("L3", "lets two listen at one address", Thief::new),
                breaking("L4", "does not free its address", Clinging::new),
                breaking("L5", "says that a dial can never succeed when nobody listens", Defeatist::new),
                breaking("L6", "waits when nobody listens", Patient::new),
                breaking("L7", "accepts a dial twice", Twice::new, "T3"),
                breaking("L8", "forgets one of many dials", Forgetting::new),
                breaking("L9", "accepts who has spoken", Strict::new, "L8", "L12", "B6", "B7", "T3"),
                breaking("L10", "accepts links that are not connected", HalfOpen::new),
                breaking("L11", "closes accepted links with their acceptor", Possessive::new),
                breaking("L12", "closes all links with one", Sympathetic::new),
                breaking("L13", "does not describe closed links", Speechless::new),
                breaking("L14", "takes the peer for somebody else each time", Fickle::new),
                breaking("L15", "carries frames of a kilobyte", Small::new),
                breaking("L16", "throws what it should not when a dialler has left", Startled::new));
    }

    static final class Unpublished extends Twist {
        @Override
        Class<? extends TransportProvider> published() {
            return TwistedProvider.class;
        }
    }

    static final class Nameless extends Twist {
        @Override
        String name() {
            return " ";
        }
    }

    static final class Twins extends Twist {
        @Override
        Set<String> schemes() {
            return Set.of("mem", "twin");
        }
    }

    static final class Collision extends Twist {
        @Override
        List<Option<?>> options() {
            return List.of(RING);
        }
    }

    static final class Forgetful extends Twist {
        @Override
        List<Option<?>> options() {
            return List.of(Option.bool("sometimes", true, "another object each time"));
        }
    }

    static final class Boaster extends Twist {
        @Override
        Set<Guarantee> guarantees() {
            Set<Guarantee> promised = EnumSet.copyOf(super.guarantees());
            promised.add(Guarantee.DURABLE);
            return promised;
        }
    }

    static final class Eager extends Twist {
        private final List<SocketChannel> open = new ArrayList<>();

        @Override
        void created() {
            try {
                open.add(SocketChannel.open());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void close(PeerTransport to) {
            super.close(to);
            for (SocketChannel channel : open) {
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            open.clear();
        }
    }

    static final class Siamese extends Twist {
        private final List<FrameLink> links = new ArrayList<>();

        @Override
        FrameLink link(FrameLink link) {
            links.add(link);
            return link;
        }

        @Override
        void close(PeerTransport to) {
            super.close(to);
            links.forEach(FrameLink::close);
        }
    }

    static final class Credulous extends Twist {
        @Override
        void checkSense(EndpointUri uri) {
            // Whatever it is
        }
    }

    static final class Remote extends Twist {
        @Override
        FrameLink link(FrameLink link) {
            return new DelegatingLink(link) {
                @Override
                public boolean isLocal() {
                    return false;
                }
            };
        }
    }

    static final class Late extends Twist {
        private final AtomicInteger accepted = new AtomicInteger();

        @Override
        FrameLink accepted(FrameLink link) {
            accepted.incrementAndGet();
            return link;
        }

        @Override
        FrameLink dialled(FrameLink link) {
            return new DelegatingLink(link) {
                @Override
                public boolean finishConnect() {
                    return accepted.get() > 0;
                }
            };
        }
    }

    static final class Wandering extends Twist {
        @Override
        LinkAcceptor acceptor(LinkAcceptor acceptor) {
            return new DelegatingAcceptor(acceptor) {
                private int accepted;

                @Override
                public EndpointUri boundUri() {
                    return accepted == 0
                            ? super.boundUri()
                            : EndpointUri.parse(super.boundUri().raw() + "?moved=true");
                }

                @Override
                public @Nullable FrameLink accept() {
                    FrameLink link = super.accept();
                    accepted += link == null ? 0 : 1;
                    return link;
                }
            };
        }
    }

    static final class Thief extends Twist {
        @Override
        LinkAcceptor listen(PeerTransport to, EndpointUri uri, Options options) {
            try {
                return super.listen(to, uri, options);
            } catch (RuntimeException taken) {
                return super.listen(
                        to, EndpointUri.parse(uri.withoutParameters().raw() + "-too"), options);
            }
        }
    }

    static final class Clinging extends Twist {
        private final Set<String> closed = new HashSet<>();

        @Override
        LinkAcceptor listen(PeerTransport to, EndpointUri uri, Options options) {
            if (closed.contains(uri.address())) {
                throw broken(ErrorCode.ADDRESS_IN_USE);
            }
            return super.listen(to, uri, options);
        }

        @Override
        LinkAcceptor acceptor(LinkAcceptor acceptor) {
            return new DelegatingAcceptor(acceptor) {
                @Override
                public void close() {
                    super.close();
                    closed.add(boundUri().address());
                }
            };
        }
    }

    static final class Defeatist extends Twist {
        @Override
        FrameLink dial(PeerTransport to, EndpointUri uri, Options options) {
            try {
                return super.dial(to, uri, options);
            } catch (io.millrace.error.LinkException refused) {
                throw new io.millrace.error.LinkException(
                        ErrorCode.BIND_FAILED, "nobody will ever listen on " + uri, "give up");
            }
        }
    }

    static final class Patient extends Twist {
        @Override
        FrameLink dial(PeerTransport to, EndpointUri uri, Options options) {
            try {
                return super.dial(to, uri, options);
            } catch (io.millrace.error.LinkException refused) {
                block(1000);
                throw refused;
            }
        }
    }

    static final class Twice extends Twist {
        @Override
        LinkAcceptor acceptor(LinkAcceptor acceptor) {
            return new DelegatingAcceptor(acceptor) {
                private @Nullable FrameLink last;

                @Override
                public @Nullable FrameLink accept() {
                    FrameLink link = super.accept();
                    FrameLink again = last;
                    last = link;
                    return link == null ? again : link;
                }
            };
        }
    }

    static final class Forgetting extends Twist {
        @Override
        LinkAcceptor acceptor(LinkAcceptor acceptor) {
            return new DelegatingAcceptor(acceptor) {
                private int count;

                @Override
                public @Nullable FrameLink accept() {
                    FrameLink link = super.accept();
                    if (link != null && ++count == 6) {
                        link.close();
                        return null;
                    }
                    return link;
                }
            };
        }
    }

    static final class Strict extends Twist {
        @Override
        LinkAcceptor acceptor(LinkAcceptor acceptor) {
            return new DelegatingAcceptor(acceptor) {
                private @Nullable FrameLink speaker;

                @Override
                public @Nullable FrameLink accept() {
                    FrameLink before = speaker;
                    if (before != null && !hasSpoken(before)) {
                        return null;
                    }
                    speaker = super.accept();
                    return speaker;
                }
            };
        }

        private static boolean hasSpoken(FrameLink link) {
            boolean[] spoke = {false};
            try {
                link.poll((buffer, offset, length) -> {
                    spoke[0] = true;
                    return 0;
                });
            } catch (RuntimeException over) {
                return true;
            }
            return spoke[0];
        }
    }

    static final class HalfOpen extends Twist {
        @Override
        FrameLink accepted(FrameLink link) {
            return new DelegatingLink(link) {
                @Override
                public boolean finishConnect() {
                    return false;
                }
            };
        }
    }

    static final class Possessive extends Twist {
        private final List<FrameLink> accepted = new ArrayList<>();

        @Override
        FrameLink accepted(FrameLink link) {
            accepted.add(link);
            return link;
        }

        @Override
        LinkAcceptor acceptor(LinkAcceptor acceptor) {
            return new DelegatingAcceptor(acceptor) {
                @Override
                public void close() {
                    super.close();
                    accepted.forEach(FrameLink::close);
                }
            };
        }
    }

    static final class Sympathetic extends Twist {
        private final List<FrameLink> links = new ArrayList<>();

        @Override
        FrameLink link(FrameLink link) {
            links.add(link);
            return new DelegatingLink(link) {
                @Override
                public void close() {
                    links.forEach(FrameLink::close);
                    links.clear();
                }
            };
        }
    }

    static final class Speechless extends Twist {
        @Override
        FrameLink link(FrameLink link) {
            return new DelegatingLink(link) {
                private boolean closed;

                @Override
                public String description() {
                    return closed ? "" : super.description();
                }

                @Override
                public void close() {
                    super.close();
                    closed = true;
                }
            };
        }
    }

    static final class Fickle extends Twist {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        FrameLink link(FrameLink link) {
            return new DelegatingLink(link) {
                @Override
                public PeerPrincipal principal() {
                    return PeerPrincipal.unixUser("user-" + count.incrementAndGet(), "group");
                }
            };
        }
    }

    static final class Small extends Twist {
        @Override
        FrameLink link(FrameLink link) {
            return new DelegatingLink(link) {
                @Override
                public int maxFrameLength() {
                    return 1024;
                }
            };
        }
    }

    static final class Startled extends Twist {
        @Override
        LinkAcceptor acceptor(LinkAcceptor acceptor) {
            return new DelegatingAcceptor(acceptor) {
                @Override
                public @Nullable FrameLink accept() {
                    FrameLink link = super.accept();
                    if (link != null) {
                        try {
                            link.poll((buffer, offset, length) -> 0);
                        } catch (RuntimeException over) {
                            throw new IllegalStateException("the dialler has left", over);
                        }
                    }
                    return link;
                }
            };
        }
    }
}
