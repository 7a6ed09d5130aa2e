// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import java.io.EOFException;
import java.io.IOException;

/** Connects to a {@link RawBroadcaster} and reads on a thread of its own until that ends the connection. */
final class RawFollower implements Receiver {
    private final String address;
    private final RawSocket socket;

    RawFollower(RunSettings settings, String address, PayloadVerifier verifier) throws IOException {
        this.address = address;
        socket = RawSocket.connect(address, settings.waitMode());
        FrameReader reader = new FrameReader(socket, new RawCountingHandler(socket, verifier));
        Thread thread = new Thread(() -> follow(reader), "raw-reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** The thread owns the socket from now on. */
    private void follow(FrameReader reader) {
        try (socket) {
            reader.readOn(socket);
        } catch (EOFException e) {
            // The publisher is done: that is how a run ends.
        } catch (IOException e) {
            System.err.println("raw reader stopped: " + e);
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void close() {
        // The process ends; the socket is its reader's.
    }
}
