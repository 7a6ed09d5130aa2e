// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.Transport;
import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.function.Supplier;

/** A listening event loop with the given pipeline behind it. */
final class NettyReceiver implements Receiver {
    private final NettyLoop loop;

    NettyReceiver(Transport transport, Supplier<List<ChannelHandler>> handlers) throws InterruptedException {
        loop = NettyLoop.listen(transport, handlers);
    }

    @Override
    public String address() {
        return loop.address();
    }

    @Override
    public void close() {
        loop.close();
    }
}
