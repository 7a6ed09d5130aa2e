// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A process of strangers, or a bare sink to compare with: {@code crowd PORT SILENT NOISY} or {@code sink}. The silent say
 * half a HELLO and wait; the noisy say something wrong ten times a second, or a byte a second, and come back a second after
 * they were turned away. Ends when its input does, and says how many of the silent were closed.
 */
final class CrowdMain {
    static final String READY = "at ";
    static final String CLOSED = "closed ";

    private static final int CONNECTING_AT_ONCE = 128;
    private static final long NOISE_PAUSE_NS = 100_000_000;
    private static final long SLOW_PAUSE_NS = 1_000_000_000;
    private static final long RETURN_PAUSE_NS = 1_000_000_000;

    private final Selector selector = Selector.open();
    private final InetSocketAddress target;
    private final SplittableRandom random = new SplittableRandom(11);
    private final ByteBuffer heard = ByteBuffer.allocateDirect(64 * 1024);
    private final ArrayDeque<Stranger> toConnect = new ArrayDeque<>();
    private final PriorityQueue<Stranger> toSpeak = new PriorityQueue<>((a, b) -> Long.compare(a.nextNs - b.nextNs, 0));
    private int connecting;
    private int silentClosed;

    private CrowdMain(int port) throws IOException {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static final class Stranger {
        final int kind;
        SocketChannel channel;
        long nextNs;
        int said;

        Stranger(int kind) {
            this.kind = kind;
        }

        boolean isSilent() {
            return kind < 0;
        }
    }

    public static void main(String[] args) throws Exception {
        Thread end = new Thread(CrowdMain::awaitEnd, "end");
        end.start();
        if (args[0].equals("sink")) {
            sink(end);
            return;
        }
        CrowdMain crowd = new CrowdMain(Integer.parseInt(args[1]));
        int silent = Integer.parseInt(args[2]);
        int noisy = Integer.parseInt(args[3]);
        for (int i = 0; i < Math.max(silent, noisy); i++) {
            if (i < silent) {
                crowd.toConnect.add(new Stranger(-1));
            }
            if (i < noisy) {
                crowd.toConnect.add(new Stranger(i % 6));
            }
        }
        say(READY + 0);
        while (end.isAlive()) {
            crowd.turn();
        }
        say(CLOSED + crowd.silentClosed);
    }

    private static void awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        } catch (IOException gone) {
            // The same.
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    // ---- the crowd ----

    private void turn() throws IOException {
        while (connecting < CONNECTING_AT_ONCE && !toConnect.isEmpty()) {
            connect(toConnect.remove());
        }
        long nowNs = System.nanoTime();
        for (Stranger next = toSpeak.peek(); next != null && next.nextNs - nowNs <= 0; next = toSpeak.peek()) {
            toSpeak.remove();
            speak(next, nowNs);
        }
        selector.select(this::onReady, 10);
    }

    private void connect(Stranger stranger) throws IOException {
        stranger.channel = SocketChannel.open();
        stranger.channel.configureBlocking(false);
        stranger.said = 0;
        connecting++;
        stranger.channel.register(selector, SelectionKey.OP_CONNECT, stranger);
        stranger.channel.connect(target);
    }

    private void onReady(SelectionKey key) {
        Stranger stranger = (Stranger) key.attachment();
        try {
            if (key.isConnectable()) {
                connecting--;
                stranger.channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                speak(stranger, System.nanoTime());
            } else if (stranger.channel.read(heard.clear()) < 0) {
                turnedAway(stranger);
            }
        } catch (IOException e) {
            turnedAway(stranger);
        }
    }

    private void speak(Stranger stranger, long nowNs) {
        if (!stranger.channel.isConnected()) {
            // Turned away meanwhile: it comes back.
            if (!stranger.channel.isOpen()) {
                toConnect.add(stranger);
            }
            return;
        }
        try {
            ByteBuffer words = words(stranger);
            if (words.hasRemaining()) {
                stranger.channel.write(words);
            }
        } catch (IOException e) {
            turnedAway(stranger);
            return;
        }
        stranger.said++;
        if (!stranger.isSilent()) {
            stranger.nextNs = nowNs + (stranger.kind == 5 ? SLOW_PAUSE_NS : NOISE_PAUSE_NS);
            toSpeak.add(stranger);
        }
    }

    private void turnedAway(Stranger stranger) {
        try {
            stranger.channel.close();
        } catch (IOException e) {
            // Gone anyway.
        }
        if (stranger.isSilent()) {
            silentClosed++;
        } else if (toSpeak.remove(stranger) || stranger.said == 0) {
            stranger.nextNs = System.nanoTime() + RETURN_PAUSE_NS;
            toSpeak.add(stranger);
        }
    }

    private ByteBuffer words(Stranger stranger) {
        return switch (stranger.kind) {
            case -1 -> hello().limit(FrameDescriptor.HEADER_LENGTH);
            case 0 -> rubbish(4096);
            case 1 -> ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            case 2 -> rubbish(517).put(0, new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
            case 3 -> stranger.said == 0 ? hello() : rubbish(4096);
            case 4 -> rubbish(4096).putInt(0, Integer.MAX_VALUE - 32);
            default -> {
                ByteBuffer all = hello();
                yield all.position(stranger.said % all.limit()).limit(stranger.said % all.limit() + 1);
            }
        };
    }

    private ByteBuffer rubbish(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer hello() {
        Handshake hello = new Handshake(
                FrameDescriptor.KIND_HELLO,
                1,
                1,
                0,
                random.nextLong(),
                random.nextLong(),
                1,
                1 << 18,
                1000,
                60_000,
                0,
                "stranger-" + random.nextLong(),
                List.of());
        ByteBuffer b = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        return b.limit(hello.encode(b, 0, new FrameChecksum()));
    }

    // ---- the sink ----

    private static void sink(Thread end) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
        say(READY + server.socket().getLocalPort());
        while (end.isAlive()) {
            selector.select(
                    key -> {
                        try {
                            if (key.isAcceptable()) {
                                SocketChannel channel = server.accept();
                                channel.configureBlocking(false);
                                channel.register(selector, SelectionKey.OP_READ);
                            } else if (((SocketChannel) key.channel()).read(buffer.clear()) < 0) {
                                key.channel().close();
                            }
                        } catch (IOException e) {
                            key.cancel();
                        }
                    },
                    100);
        }
    }
}
