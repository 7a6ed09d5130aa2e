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
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.List;

/** Netty 4.2 as people write it. */
public final class NettySystem implements BenchSystem {
    private static final int FLUSHES = 256;

    @Override
    public String name() {
        return "netty";
    }

    @Override
    public String summary() {
        return "Netty 4.2 as people write it: epoll, writeAndFlush a message, FlushConsolidationHandler,"
                + " LengthFieldBasedFrameDecoder, waits while not writable";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return NettyLoop.carries(transport) && scenario.isPlain();
    }

    @Override
    public Receiver receiver(RunSettings settings, PayloadVerifier verifier) throws InterruptedException {
        return new NettyReceiver(
                settings.transport(), () -> List.of(NettySender.lengthDecoder(), new CountingHandler(verifier)));
    }

    @Override
    public Sender sender(RunSettings settings, String address) throws InterruptedException {
        return new NettySender(settings, address, 0, WriteBufferWaterMark.DEFAULT);
    }

    @Override
    public Receiver echo(RunSettings settings) throws InterruptedException {
        return new NettyReceiver(
                settings.transport(),
                () -> List.of(
                        new FlushConsolidationHandler(FLUSHES, true), NettySender.lengthDecoder(), new EchoHandler()));
    }

    @Override
    public Pinger pinger(RunSettings settings, String address, PongListener listener) throws InterruptedException {
        return new NettyPinger(settings, address, listener);
    }
}
