// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import java.io.IOException;

/** Reads frames off a socket. Owned by one thread. */
interface RawReader {
    /** Reads once and handles what is whole; returns the bytes that were handled, 0 if there were none. */
    int poll() throws IOException;

    /** Reads until the other side ends the connection, which throws. */
    default void readOn(RawSocket socket) throws IOException {
        while (true) {
            if (poll() == 0) {
                socket.awaitReadable();
            }
        }
    }
}
