// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between two ends of a TCP connection and breaks it: in the middle of a frame, with a reset, and for as long as
 * it is told to. Used by the node's main thread; relays on threads of its own.
 */
final class CutProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long CUT_TIMEOUT_S = 10;

    private final ServerSocket server;
    private final int targetPort;
    private volatile boolean up = true;
    private volatile @Nullable CountDownLatch cutRequest;

    CutProxy(int targetPort) throws IOException {
        this.targetPort = targetPort;
        server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        daemon("proxy-accept", this::acceptAll);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Breaks the connection inside the next chunk that is on its way, and resets every attempt until {@link #restore}. */
    void cut() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        up = false;
        cutRequest = done;
        if (!done.await(CUT_TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing flowed that could be cut for " + CUT_TIMEOUT_S + " s");
        }
    }

    void restore() {
        up = true;
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                if (up) {
                    relay(near);
                } else {
                    reset(near);
                }
            } catch (IOException e) {
                // The socket was closed under our hands: by a cut, or at the end. The next accept tells.
            }
        }
    }

    private void relay(Socket near) throws IOException {
        Socket far = new Socket();
        far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        daemon("proxy-forward", () -> pump(near, far, true));
        daemon("proxy-back", () -> pump(far, near, false));
    }

    private void pump(Socket from, Socket to, boolean cutsHere) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int bytes = in.read(buffer); bytes >= 0; bytes = in.read(buffer)) {
                CountDownLatch request = cutsHere ? cutRequest : null;
                if (request != null) {
                    // An odd number of bytes ends inside a frame: frames are multiples of 32.
                    out.write(buffer, 0, bytes / 2 | 1);
                    cutRequest = null;
                    reset(from);
                    reset(to);
                    request.countDown();
                    return;
                }
                out.write(buffer, 0, bytes);
            }
        } catch (IOException e) {
            // One end is gone; so is the other, when the streams close.
        }
    }

    /** A close that does not linger is a reset. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
