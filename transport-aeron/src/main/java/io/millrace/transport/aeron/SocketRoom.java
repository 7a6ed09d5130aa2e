// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/**
 * How much the sockets of an embedded driver may hold: what Aeron's authors advise, or what the system allows if that is less.
 * Aeron's own defaults are an eighth of a megabyte, which a sender fills before the receiver's thread has had its turn.
 *
 * @param sendBytes of a socket that sends
 * @param receiveBytes of a socket that receives, and so the most that may be on the way of a stream
 */
record SocketRoom(int sendBytes, int receiveBytes) {
    private static final int WANTED = 2 << 20;

    /** What Aeron takes for granted. */
    private static final int LEAST = 128 << 10;

    /** Asks the system. Any thread. */
    static SocketRoom available() {
        try (DatagramChannel probe = DatagramChannel.open()) {
            return new SocketRoom(
                    granted(probe, StandardSocketOptions.SO_SNDBUF), granted(probe, StandardSocketOptions.SO_RCVBUF));
        } catch (IOException e) {
            return new SocketRoom(LEAST, LEAST);
        }
    }

    private static int granted(DatagramChannel probe, SocketOption<Integer> option) throws IOException {
        probe.setOption(option, WANTED);
        return Math.max(LEAST, Math.min(WANTED, probe.getOption(option)));
    }
}
