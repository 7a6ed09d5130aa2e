// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.WrongTransport.alone;
import static io.millrace.tck.WrongTransport.breaking;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;

/** Wrong in what they do with bytes. */
final class WrongLinks {

    private WrongLinks() {}

    static List<WrongTransport> all() {
        return List.of(
                breaking("D1", "damages a byte where traffic goes both ways", () -> links(CrossTalk::new), "T8"),
                breaking("D2", "changes the bytes that it was given", () -> links(Scribbler::new)),
                breaking("D3", "keeps the buffer and reads it later", Hoarder::new, "T2", "T7", "D6"),
                breaking("D4", "hands up a buffer on the heap", () -> links(OnTheHeap::new)),
                breaking("D5", "forgets a part of a header", () -> links(ShortMemory::new), "D11", "D1", "B4", "T8"),
                breaking("D6", "cannot carry a megabyte", () -> links(Narrow::new)),
                breaking("D7", "offers the rest to nobody else", () -> links(Loyal::new)),
                breaking("D8", "counts what it reads twice", () -> links(DoubleCount::new), "D5"),
                breaking("D9", "calls the sink when nothing has come", () -> links(Chatty::new), "D4"),
                breaking(
                        "D10", "fails when nothing is written", () -> links(Touchy::new), "D8", "D9", "T8", "D1", "B4"),
                breaking("D11", "drops single bytes", () -> links(Crumbs::new), "D5", "D1", "B4", "T8"),
                breaking("D12", "takes the sink's error for its own", () -> links(Wrapping::new)),
                breaking("D13", "closes both directions at once", () -> links(AllOrNothing::new)),
                alone("B1", "takes whatever it is given", () -> links(Bottomless::new)),
                breaking("B2", "is always writable", () -> links(Optimist::new)),
                breaking("B3", "is never writable again", () -> links(Pessimist::new), "B4", "B5", "T5"),
                breaking(
                        "B4",
                        "repeats bytes where a write falls short",
                        () -> links(Stutter::new),
                        "D1",
                        "D6",
                        "D9",
                        "T8",
                        "B7"),
                breaking("B7", "lets a full link block its neighbours", Congested::new, "T8"));
    }

    interface Make {
        FrameLink wrong(FrameLink right);
    }

    static Twist links(Make make) {
        return new Twist() {
            @Override
            FrameLink link(FrameLink link) {
                return make.wrong(link);
            }
        };
    }

    static final class CrossTalk extends DelegatingLink {
        private long written;
        private long read;
        private boolean done;

        CrossTalk(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            int count = super.poll((buffer, offset, length) -> {
                if (!done && written > 300_000 && read > 300_000 && length > 200) {
                    done = true;
                    buffer.put(offset + length / 2, (byte) ~buffer.get(offset + length / 2));
                }
                return sink.onBytes(buffer, offset, length);
            });
            read += count;
            return count;
        }

        @Override
        public int write(ByteBuffer source) {
            int count = super.write(source);
            written += count;
            return count;
        }
    }

    static final class Scribbler extends DelegatingLink {
        Scribbler(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            int from = source.position();
            int count = super.write(source);
            if (count > 0) {
                source.put(from, (byte) ~source.get(from));
            }
            return count;
        }
    }

    static final class Hoarder extends Twist {
        private final Queue<Runnable> kept = new ArrayDeque<>();

        private void flush() {
            Runnable write;
            while ((write = kept.poll()) != null) {
                write.run();
            }
        }

        @Override
        FrameLink link(FrameLink link) {
            return new DelegatingLink(link) {
                private boolean first = true;

                @Override
                public int write(ByteBuffer source) {
                    flush();
                    if (!first || source.remaining() == 0 || source.remaining() > 16_000) {
                        return super.write(source);
                    }
                    first = false;
                    int count = source.remaining();
                    ByteBuffer view = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
                    source.position(source.limit());
                    kept.add(() -> super.write(view));
                    return count;
                }

                @Override
                public int poll(FrameSink sink) {
                    flush();
                    return super.poll(sink);
                }

                @Override
                public void shutdownOutput() {
                    flush();
                    super.shutdownOutput();
                }

                @Override
                public void close() {
                    kept.clear();
                    super.close();
                }
            };
        }
    }

    static final class OnTheHeap extends DelegatingLink {
        OnTheHeap(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            return super.poll((buffer, offset, length) -> {
                ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
                copy.put(0, buffer, offset, length);
                return sink.onBytes(copy, 0, length);
            });
        }
    }

    static final class ShortMemory extends DelegatingLink {
        ShortMemory(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            return super.poll((buffer, offset, length) -> {
                int taken = sink.onBytes(buffer, offset, length);
                return taken == 0 && length < 32 ? length : taken;
            });
        }
    }

    static final class Narrow extends DelegatingLink {
        Narrow(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            return super.poll((buffer, offset, length) -> {
                if (length > 700_000) {
                    throw Twist.broken(ErrorCode.LINK_IO);
                }
                return sink.onBytes(buffer, offset, length);
            });
        }
    }

    static final class Loyal extends DelegatingLink {
        private final AtomicReference<FrameSink> current = new AtomicReference<>();
        private final FrameSink same = (buffer, offset, length) -> current.get().onBytes(buffer, offset, length);

        Loyal(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            current.set(sink);
            return super.poll(same);
        }
    }

    static final class DoubleCount extends DelegatingLink {
        DoubleCount(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            return super.poll(sink) * 2;
        }
    }

    static final class Chatty extends DelegatingLink {
        private final ByteBuffer nothing = ByteBuffer.allocateDirect(0).order(ByteOrder.LITTLE_ENDIAN);

        Chatty(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            int count = super.poll(sink);
            if (count == 0) {
                sink.onBytes(nothing, 0, 0);
            }
            return count;
        }
    }

    static final class Touchy extends DelegatingLink {
        Touchy(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            if (!source.hasRemaining()) {
                throw Twist.broken(ErrorCode.LINK_IO);
            }
            return super.write(source);
        }
    }

    static final class Crumbs extends DelegatingLink {
        Crumbs(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            if (source.remaining() == 1) {
                source.position(source.limit());
                return 1;
            }
            return super.write(source);
        }
    }

    static final class Wrapping extends DelegatingLink {
        Wrapping(FrameLink link) {
            super(link);
        }

        @Override
        public int poll(FrameSink sink) {
            return super.poll((buffer, offset, length) -> {
                try {
                    return sink.onBytes(buffer, offset, length);
                } catch (RuntimeException e) {
                    throw new LinkException(ErrorCode.LINK_IO, "the sink has failed", "", e);
                }
            });
        }
    }

    static final class AllOrNothing extends DelegatingLink {
        AllOrNothing(FrameLink link) {
            super(link);
        }

        @Override
        public void shutdownOutput() {
            close();
        }
    }

    static final class Bottomless extends DelegatingLink {
        Bottomless(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            int all = source.remaining();
            super.write(source);
            source.position(source.limit());
            return all;
        }
    }

    static final class Optimist extends DelegatingLink {
        Optimist(FrameLink link) {
            super(link);
        }

        @Override
        public boolean isWritable() {
            return true;
        }
    }

    static final class Pessimist extends DelegatingLink {
        private boolean waited;

        Pessimist(FrameLink link) {
            super(link);
        }

        @Override
        public void awaitWritable(boolean interested) {
            waited = true;
            super.awaitWritable(interested);
        }

        @Override
        public boolean isWritable() {
            return !waited && super.isWritable();
        }
    }

    static final class Stutter extends DelegatingLink {
        Stutter(FrameLink link) {
            super(link);
        }

        @Override
        public int write(ByteBuffer source) {
            int count = super.write(source);
            if (count > 64 && source.hasRemaining()) {
                source.position(source.position() - 32);
                return count - 32;
            }
            return count;
        }
    }

    static final class Congested extends Twist {
        private final List<FrameLink> full = new ArrayList<>();

        @Override
        FrameLink link(FrameLink link) {
            return new DelegatingLink(link) {
                @Override
                public int write(ByteBuffer source) {
                    if (full.stream().anyMatch(other -> other != this)) {
                        return 0;
                    }
                    int count = super.write(source);
                    full.remove(this);
                    if (count == 0 && source.hasRemaining()) {
                        full.add(this);
                    }
                    return count;
                }
            };
        }
    }
}
