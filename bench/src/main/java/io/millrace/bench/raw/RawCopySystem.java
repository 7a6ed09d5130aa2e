// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;
import java.io.IOException;

/** The ceiling of large messages: a bare socket pair that copies each payload once on each side. */
public final class RawCopySystem implements BenchSystem {
    @Override
    public String name() {
        return "raw-copy";
    }

    @Override
    public String summary() {
        return "as raw, but each payload is written into the block before it is sent, and copied out of the receive"
                + " buffer before it is read";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return (transport == Transport.TCP || transport == Transport.UDS) && scenario.isPlain() && scenario.oneWay();
    }

    @Override
    public int maxMessageBytes() {
        return 64 * 1024 * 1024;
    }

    @Override
    public int producers(Scenario scenario) {
        return 1;
    }

    @Override
    public Receiver receiver(RunSettings settings, PayloadVerifier verifier) throws IOException {
        return new RawServer(
                settings,
                socket -> new CopyingReader(
                        socket,
                        new RawCountingHandler(socket, verifier),
                        settings.sizes().maxBytes()));
    }

    @Override
    public Sender sender(RunSettings settings, String address) throws IOException {
        return RawCopySender.connect(settings, address);
    }

    @Override
    public Receiver echo(RunSettings settings) {
        throw new UnsupportedOperationException(name() + " has no round trip");
    }

    @Override
    public Pinger pinger(RunSettings settings, String address, PongListener listener) {
        throw new UnsupportedOperationException(name() + " has no round trip");
    }
}
