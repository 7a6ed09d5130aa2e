// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a dialler and a listener of TLS, and sees where its records begin: so it can end a connection within one, as
 * somebody on the way could. What it does is done to the next long record that the dialler sends; other links are left alone.
 */
final class RecordProxy implements AutoCloseable {
    private static final int HEADER = 5;
    private static final int APPLICATION_DATA = 23;
    private static final int LONG = 200;

    /** How the connection ends in the middle of a record. */
    enum End {
        /** The listener sees the end of the stream, and no farewell of TLS. */
        FIN,
        /** Both sides see a reset. */
        RST
    }

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final AtomicReference<End> next = new AtomicReference<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    RecordProxy(int targetPort) throws IOException {
        target = targetPort;
        daemon(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Ends the connection over which the next long record comes, in the middle of it. */
    void cut(End end) {
        next.set(end);
    }

    /** Whether that has happened. */
    boolean hasCut() {
        return next.get() == null;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "record-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket dialler = door.accept();
                Socket listener = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(dialler, listener));
                daemon(() -> pump(() -> records(dialler, listener), dialler, listener));
                daemon(() -> pump(() -> bytes(listener, dialler), dialler, listener));
            }
        } catch (IOException e) {
            // Closed
        }
    }

    /** Moves bytes until there are no more. */
    @FunctionalInterface
    private interface Pumping {
        void run() throws IOException;
    }

    private static void pump(Pumping pumping, Socket... both) {
        try {
            pumping.run();
        } catch (IOException e) {
            // One end is gone: so is the other
            close(both);
        }
    }

    private static void close(Socket... both) {
        for (Socket socket : both) {
            try {
                socket.close();
            } catch (IOException e) {
                // Gone all the same
            }
        }
    }

    private static void bytes(Socket from, Socket to) throws IOException {
        from.getInputStream().transferTo(to.getOutputStream());
        to.shutdownOutput();
    }

    private void records(Socket from, Socket to) throws IOException {
        DataInputStream in = new DataInputStream(from.getInputStream());
        OutputStream out = to.getOutputStream();
        byte[] header = new byte[HEADER];
        while (in.readNBytes(header, 0, HEADER) == HEADER) {
            byte[] body = in.readNBytes((header[3] & 0xFF) << 8 | header[4] & 0xFF);
            out.write(header);
            End end = header[0] == APPLICATION_DATA && body.length > LONG ? next.getAndSet(null) : null;
            if (end != null) {
                out.write(body, 0, body.length / 2);
                end(end, in, from, to);
                return;
            }
            out.write(body);
        }
        to.shutdownOutput();
    }

    private static void end(End end, InputStream in, Socket from, Socket to) throws IOException {
        if (end == End.FIN) {
            to.shutdownOutput();
            // Until the listener has hung up, and the other direction with it
            in.transferTo(OutputStream.nullOutputStream());
            return;
        }
        from.setSoLinger(true, 0);
        to.setSoLinger(true, 0);
        close(from, to);
    }

    @Override
    public void close() throws IOException {
        door.close();
        close(sockets.toArray(Socket[]::new));
    }
}
