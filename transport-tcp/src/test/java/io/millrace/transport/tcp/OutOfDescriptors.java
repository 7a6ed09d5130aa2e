// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.tck.Crank;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that runs out of file descriptors; started with a low limit by the test of its name. */
final class OutOfDescriptors {
    static final String SURVIVED = "survived";

    private OutOfDescriptors() {}

    public static void main(String[] arguments) throws Exception {
        for (Class<?> anchor : List.of(MillraceException.class, TcpFamily.class, OutOfDescriptors.class)) {
            loadNeighbours(anchor);
        }
        try (Crank crank = new Crank(new TcpTransportProvider())) {
            LinkAcceptor acceptor = crank.listen("tcp://127.0.0.1:0");
            String uri = acceptor.boundUri().toString();
            // Connected in the kernel, waiting to be accepted; and the last descriptors taken by something else.
            // Nothing
            // closes a channel before: the first time, the JDK needs descriptors for it
            List<FrameLink> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(crank.connect(uri));
            }
            List<SocketChannel> others = takeAll();

            expect(ErrorCode.TOO_MANY_OPEN_FILES, () -> crank.accept(acceptor));
            everyPeerLearnsOfIt(crank, clients);
            expect(ErrorCode.TOO_MANY_OPEN_FILES, () -> crank.connect(uri));
            expect(ErrorCode.TOO_MANY_OPEN_FILES, () -> crank.listen("tcp://127.0.0.1:0"));

            for (SocketChannel other : others) {
                other.close();
            }
            crank.skip(TimeUnit.MILLISECONDS.toNanos(100));
            FrameLink client = crank.connect(uri);
            FrameLink server = crank.accept(acceptor);
            client.write(ByteBuffer.allocateDirect(32));
            crank.until(() -> server.poll((buffer, offset, length) -> length) == 32);
            System.out.println(SURVIVED);
        }
    }

    /** Each class file in a directory needs a descriptor to be loaded; one in a jar, as in earnest, does not. */
    private static void loadNeighbours(Class<?> anchor) throws Exception {
        Path root = Path.of(
                anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString();
                if (name.startsWith("io") && !name.endsWith("-info.class") && !name.endsWith("Test.class")) {
                    Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace(File.separatorChar, '.'));
                }
            }
        }
    }

    private static List<SocketChannel> takeAll() {
        List<SocketChannel> taken = new ArrayList<>();
        try {
            while (true) {
                taken.add(SocketChannel.open());
            }
        } catch (IOException none) {
            return taken;
        }
    }

    private static void everyPeerLearnsOfIt(Crank crank, List<FrameLink> clients) throws IOException {
        for (FrameLink client : clients) {
            try {
                crank.until(() -> client.poll((buffer, offset, length) -> length) < 0);
            } catch (MillraceException e) {
                if (e.code() != ErrorCode.LINK_EOF && e.code() != ErrorCode.LINK_RESET) {
                    throw e;
                }
                // Closed, which in this process frees a descriptor only at the next select: none is made here
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void expect(ErrorCode code, Work work) throws IOException {
        try {
            work.run();
        } catch (MillraceException e) {
            if (e.code() == code) {
                return;
            }
            throw e;
        }
        throw new AssertionError("no " + code);
    }
}
