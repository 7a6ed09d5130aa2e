// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Where diallers knock; can be shut and opened again at the same address. Used by the proxy's thread only, after construction. */
interface Entrance extends Closeable {

    SocketAddress address();

    /** Opens; connections show up at the selector as a key without an attachment. */
    void listen(Selector selector) throws IOException;

    boolean isListening();

    /** The next connection that waits, or null. */
    @Nullable SocketChannel accept() throws IOException;

    /** From the next select on, connections are refused. */
    void refuse() throws IOException;
}
