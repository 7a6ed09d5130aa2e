// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.WrongLinks.links;
import static io.millrace.tck.WrongTransport.alone;
import static io.millrace.tck.WrongTransport.breaking;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Wrong in how they end, and in what they leave behind. */
final class WrongEnds {

    private static final List<CountDownLatch> THREADS = new ArrayList<>();
    private static final List<SocketChannel> CHANNELS = new ArrayList<>();
    private static final List<ByteBuffer> BYTES = new ArrayList<>();

    private WrongEnds() {}

    static List<WrongTransport> all() {
        return List.of(
                alone("F1", "reads nothing for ever when the peer has closed", () -> links(Endless::new)),
                breaking("F2", "tells the end before what was written", Hasty::new),
                breaking("F3", "recovers from its end", () -> links(Phoenix::new)),
                breaking("F4", "writes to nobody", () -> links(IntoTheVoid::new)),
                breaking("F5", "invents the rest of a frame", () -> links(Inventive::new)),
                breaking("F6", "stays open when bytes are unread", Hesitant::new),
                breaking("F7", "does not say which link is broken", () -> links(Vague::new)),
                breaking("X1", "fails to close twice", () -> links(Once::new)),
                breaking("X2", "leaves links to themselves", () -> new HalfClosing(true)),
                breaking("X3", "leaves acceptors to themselves", () -> new HalfClosing(false), "P8"),
                breaking("X4", "cannot close what is not connected", Eager::new),
                breaking("X5", "fails to shut down twice", () -> links(ShutOnce::new)),
                alone("X6", "leaves a thread", () -> links(WrongEnds::withThread)),
                alone("X7", "leaves a descriptor", () -> links(WrongEnds::withDescriptor)),
                alone("X8", "leaves memory", () -> links(WrongEnds::withMemory)),
                alone("X9", "leaves a file", () -> links(WrongEnds::withFile)));
    }

    /** Lets go of what was left on purpose. */
    static void release() {
        THREADS.forEach(CountDownLatch::countDown);
        THREADS.clear();
        BYTES.clear();
        for (SocketChannel channel : CHANNELS) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        CHANNELS.clear();
    }

    private static FrameLink withThread(FrameLink link) {
        CountDownLatch end = new CountDownLatch(1);
        THREADS.add(end);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "left-behind");
        thread.setDaemon(true);
        thread.start();
        return link;
    }

    private static FrameLink withDescriptor(FrameLink link) {
        try {
            CHANNELS.add(SocketChannel.open());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return link;
    }

    private static FrameLink withMemory(FrameLink link) {
        BYTES.add(ByteBuffer.allocateDirect(100_000));
        return link;
    }

    private static FrameLink withFile(FrameLink link) {
        try {
            Files.createTempFile(Suspect.folder, "left", ".behind");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return link;
    }

    static final class Endless extends DelegatingLink {
        Endless(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            try {
                return super.poll(sink);
            } catch (LinkException end) {
                return 0;
            }
        }
    }

    static final class Hasty extends Twist {
        private boolean closed;

        @Override
        FrameLink accepted(FrameLink link) {
            return new DelegatingLink(link) {
                @Override
                public void close() {
                    super.close();
                    closed = true;
                }
            };
        }

        @Override
        FrameLink dialled(FrameLink link) {
            return new DelegatingLink(link) {
                @Override
                public int poll(FrameSink sink) {
                    if (closed) {
                        throw broken(ErrorCode.LINK_EOF);
                    }
                    return super.poll(sink);
                }
            };
        }
    }

    static final class Phoenix extends DelegatingLink {
        private boolean ended;

        Phoenix(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            if (ended) {
                return 0;
            }
            try {
                return super.poll(sink);
            } catch (LinkException e) {
                ended = true;
                throw e;
            }
        }
    }

    static final class IntoTheVoid extends DelegatingLink {
        IntoTheVoid(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            try {
                return super.write(source);
            } catch (LinkException e) {
                int all = source.remaining();
                source.position(source.limit());
                return all;
            }
        }
    }

    static final class Inventive extends DelegatingLink {
        private int left;

        Inventive(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            try {
                return super.poll((buffer, offset, length) -> {
                    int taken = sink.onBytes(buffer, offset, length);
                    left = length - taken;
                    return taken;
                });
            } catch (LinkException e) {
                if (left > 0) {
                    sink.onBytes(ByteBuffer.allocateDirect(700).order(ByteOrder.LITTLE_ENDIAN), 0, 700);
                }
                throw e;
            }
        }
    }

    static final class Hesitant extends Twist {
        @Override
        FrameLink accepted(FrameLink link) {
            return new DelegatingLink(link) {
                @Override
                public void close() {
                    boolean[] unread = {false};
                    try {
                        super.poll((buffer, offset, length) -> {
                            unread[0] = true;
                            return 0;
                        });
                    } catch (LinkException ended) {
                        unread[0] = false;
                    }
                    if (!unread[0]) {
                        super.close();
                    }
                }
            };
        }
    }

    static final class Vague extends DelegatingLink {
        Vague(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            try {
                return super.poll(sink);
            } catch (LinkException e) {
                throw Twist.broken(e.code());
            }
        }
    }

    static final class Once extends DelegatingLink {
        private boolean closed;

        Once(FrameLink link) {
            super(link);
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed already");
            }
            closed = true;
            super.close();
        }
    }

    static final class HalfClosing extends Twist {
        private final boolean leavesLinks;
        private final List<AutoCloseable> closing = new ArrayList<>();

        HalfClosing(boolean leavesLinks) {
            this.leavesLinks = leavesLinks;
        }

        @Override
        FrameLink link(FrameLink link) {
            if (!leavesLinks) {
                closing.add(link);
            }
            return link;
        }

        @Override
        LinkAcceptor acceptor(LinkAcceptor acceptor) {
            if (leavesLinks) {
                closing.add(acceptor);
            }
            return acceptor;
        }

        @Override
        void close(PeerTransport to) {
            for (AutoCloseable each : closing) {
                try {
                    each.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            closing.clear();
        }
    }

    static final class Eager extends Twist {
        @Override
        FrameLink dialled(FrameLink link) {
            return new DelegatingLink(link) {
                private boolean connected;

                @Override
                public boolean finishConnect() {
                    connected = super.finishConnect();
                    return connected;
                }

                @Override
                public void close() {
                    if (!connected) {
                        throw new IllegalStateException("not connected");
                    }
                    super.close();
                }
            };
        }
    }

    static final class ShutOnce extends DelegatingLink {
        private boolean shut;

        ShutOnce(FrameLink link) {
            super(link);
        }

        @Override
        public void shutdownOutput() {
            if (shut) {
                throw new IllegalStateException("shut down already");
            }
            shut = true;
            super.shutdownOutput();
        }
    }
}
