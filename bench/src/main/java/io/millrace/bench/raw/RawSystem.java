// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Broadcaster;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;
import java.io.IOException;

/** The ceiling: what a bare socket pair and a reader of the same frames can do on this machine. */
public final class RawSystem implements BenchSystem {
    @Override
    public String name() {
        return "raw";
    }

    @Override
    public String summary() {
        return "bare SocketChannel pair, prepared blocks of the same frames, 64 KiB a write, socket buffers 256 KiB";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return (transport == Transport.TCP || transport == Transport.UDS)
                        && (scenario.isPlain() || scenario == Scenario.FANOUT)
                || transport == Transport.TCPS && scenario.isPlain() && scenario.oneWay();
    }

    @Override
    public int sequenceCycle(RunSettings settings) {
        return RawFrames.blockFrames(settings);
    }

    /** One socket takes one writer: three threads would have to queue for it, and the ceiling would sink. */
    @Override
    public int producers(Scenario scenario) {
        return 1;
    }

    @Override
    public Receiver receiver(RunSettings settings, PayloadVerifier verifier) throws IOException {
        return new RawServer(
                settings,
                socket -> new FrameReader(
                        RawTls.secure(settings, socket, true), new RawCountingHandler(socket, verifier)));
    }

    @Override
    public Sender sender(RunSettings settings, String address) throws IOException {
        return RawSender.connect(settings, address);
    }

    @Override
    public Broadcaster broadcaster(RunSettings settings) throws IOException {
        return new RawBroadcaster(settings);
    }

    @Override
    public Receiver follower(RunSettings settings, String address, PayloadVerifier verifier) throws IOException {
        return new RawFollower(settings, address, verifier);
    }

    @Override
    public Receiver echo(RunSettings settings) throws IOException {
        return new RawServer(settings, socket -> new FrameReader(socket, new RawEchoHandler(socket)));
    }

    @Override
    public Pinger pinger(RunSettings settings, String address, PongListener listener) throws IOException {
        return new RawPinger(settings, address, listener);
    }
}
