// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.WrongLinks.links;
import static io.millrace.tck.WrongTransport.alone;
import static io.millrace.tck.WrongTransport.breaking;

import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wrong in whom they wake and when, and on which threads they work. */
final class WrongWaits {

    private WrongWaits() {}

    static List<WrongTransport> all() {
        return List.of(
                breaking("B5", "wakes on when nobody waits for room any more", () -> new Restless(false)),
                alone("B6", "wakes though nothing happens", () -> new Restless(true)),
                alone("T1", "waits when it is full", () -> links(Blocking::new)),
                breaking("T2", "wakes nobody for bytes", () -> links(Silent::new), "T7"),
                breaking("T3", "wakes nobody for a connection", SilentDoor::new),
                breaking("T4", "wakes nobody for the end", () -> links(SilentEnd::new)),
                breaking("T5", "wakes nobody for room", () -> links(SilentRoom::new)),
                breaking("T6", "wakes nobody for a dial", SilentDial::new),
                breaking("T7", "stays with the agent that it came from", () -> links(Homesick::new)),
                breaking("T8", "writes on the thread that made it only", () -> links(OneThread::new)),
                breaking("T9", "closes when its thread is interrupted", () -> links(Interruptible::new)));
    }

    static final class Restless extends Twist {
        private final boolean always;

        Restless(boolean always) {
            this.always = always;
        }

        @Override
        PeerTransportProvider provider() {
            return new DelegatingProvider(super.provider()) {
                @Override
                public PeerTransport create(TransportContext context) {
                    return new RestlessTransport(super.create(context), context, always);
                }
            };
        }
    }

    private static final class RestlessTransport extends DelegatingTransport {
        private final TransportContext context;
        private final boolean always;
        private final List<FrameLink> links = new ArrayList<>();

        RestlessTransport(PeerTransport transport, TransportContext context, boolean always) {
            super(transport);
            this.context = context;
            this.always = always;
        }

        @Override
        public FrameLink dial(EndpointUri uri, Options options) {
            FrameLink link = new RestlessLink(super.dial(uri, options), context.selector(), always);
            links.add(link);
            return link;
        }

        @Override
        public void close() {
            links.forEach(FrameLink::close);
            super.close();
        }
    }

    private static final class RestlessLink extends DelegatingLink {
        private final Selector selector;
        private @Nullable Pipe ready;

        RestlessLink(FrameLink link, Selector selector, boolean always) {
            super(link);
            this.selector = selector;
            if (always) {
                stayReady();
            }
        }

        @Override
        public void awaitWritable(boolean interested) {
            super.awaitWritable(interested);
            if (!interested) {
                stayReady();
            }
        }

        private void stayReady() {
            try {
                Pipe pipe = Pipe.open();
                pipe.sink().configureBlocking(false);
                pipe.sink().register(selector, SelectionKey.OP_WRITE);
                ready = pipe;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            super.close();
            Pipe pipe = ready;
            if (pipe != null) {
                try {
                    pipe.sink().close();
                    pipe.source().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    static final class Blocking extends DelegatingLink {
        Blocking(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            int count = super.write(source);
            if (count == 0) {
                Twist.block(1000);
            }
            return count;
        }
    }

    static class Silent extends DelegatingLink {
        Silent(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            int[] count = {0};
            Twist.mute(() -> count[0] = super.write(source));
            return count[0];
        }
    }

    /**
     * Not for room either: one that is only {@link Silent} wakes whoever wrote as soon as it has read that, and who has been
     * woken finds what came meanwhile.
     */
    static final class Mute extends Silent {
        Mute(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            int[] count = {0};
            Twist.mute(() -> count[0] = super.poll(sink));
            return count[0];
        }
    }

    static final class SilentDoor extends Twist {
        @Override
        FrameLink dial(PeerTransport to, EndpointUri uri, Options options) {
            FrameLink[] link = {null};
            mute(() -> link[0] = super.dial(to, uri, options));
            return link[0];
        }
    }

    static final class SilentEnd extends DelegatingLink {
        SilentEnd(FrameLink link) {
            super(link);
        }

        @Override
        public void close() {
            Twist.mute(super::close);
        }
    }

    static final class SilentRoom extends DelegatingLink {
        private int asked;

        SilentRoom(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            int[] count = {0};
            Twist.mute(() -> count[0] = super.poll(sink));
            return count[0];
        }

        @Override
        public void awaitWritable(boolean interested) {
            asked = 0;
            super.awaitWritable(interested);
        }

        @Override
        public boolean isWritable() {
            return super.isWritable() && ++asked > 3;
        }
    }

    static final class SilentDial extends Twist {
        @Override
        FrameLink dialled(FrameLink link) {
            return new DelegatingLink(link) {
                private int asked;

                @Override
                public boolean finishConnect() {
                    return super.finishConnect() && ++asked > 3;
                }
            };
        }
    }

    static final class Homesick extends DelegatingLink {
        private boolean moved;

        Homesick(FrameLink link) {
            super(link);
        }

        @Override
        public void moveTo(Selector selector) {
            moved = true;
        }

        @Override
        public int poll(FrameSink sink) {
            return moved ? 0 : super.poll(sink);
        }
    }

    static final class OneThread extends DelegatingLink {
        private final Thread maker = Thread.currentThread();

        OneThread(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            if (Thread.currentThread() != maker) {
                throw new IllegalStateException("written by " + Thread.currentThread());
            }
            return super.write(source);
        }
    }

    static final class Interruptible extends DelegatingLink {
        Interruptible(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            if (Thread.currentThread().isInterrupted()) {
                close();
            }
            return super.write(source);
        }
    }
}
