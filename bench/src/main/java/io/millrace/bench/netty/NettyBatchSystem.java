// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;
import io.netty.channel.WriteBufferWaterMark;
import java.util.List;

/** Netty 4.2 with its cost a message taken out by hand: one buffer a batch, and no frame decoder. */
public final class NettyBatchSystem implements BenchSystem {
    private static final int BATCH_BYTES = 64 * 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(2 * BATCH_BYTES, 4 * BATCH_BYTES);

    @Override
    public String name() {
        return "netty-batch";
    }

    @Override
    public String summary() {
        return "Netty 4.2, epoll, messages encoded by hand into one 64 KiB buffer a write, decoded by hand";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return NettyLoop.carries(transport) && scenario.oneWay() && scenario.isPlain();
    }

    @Override
    public Receiver receiver(RunSettings settings, PayloadVerifier verifier) throws InterruptedException {
        return new NettyReceiver(settings.transport(), () -> List.of(new BatchDecoder(verifier)));
    }

    @Override
    public Sender sender(RunSettings settings, String address) throws InterruptedException {
        return new NettySender(settings, address, BATCH_BYTES, WATER_MARK);
    }

    @Override
    public Receiver echo(RunSettings settings) {
        throw new UnsupportedOperationException("netty-batch has nothing to batch in a round trip");
    }

    @Override
    public Pinger pinger(RunSettings settings, String address, PongListener listener) {
        throw new UnsupportedOperationException("netty-batch has nothing to batch in a round trip");
    }
}
