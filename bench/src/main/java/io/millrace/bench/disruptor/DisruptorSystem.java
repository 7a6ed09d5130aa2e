// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.disruptor;

import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;
import org.jspecify.annotations.Nullable;

/** A plain Disruptor: whatever transport is asked for, it stays inside one process. */
public sealed class DisruptorSystem implements BenchSystem permits DisruptorFusedSystem {
    private @Nullable DisruptorReceiver receiver;

    @Override
    public String name() {
        return "disruptor";
    }

    @Override
    public String summary() {
        return "plain LMAX Disruptor 4 inside one process: preallocated events, 64 Ki slots, YieldingWaitStrategy";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return scenario.oneWay() && scenario.isPlain() || scenario.isPipeline();
    }

    @Override
    public Transport carrier(Transport requested) {
        return Transport.MEM;
    }

    @Override
    public Receiver receiver(RunSettings settings, PayloadVerifier verifier) {
        DisruptorReceiver opened = new DisruptorReceiver(settings, verifier, isFused());
        receiver = opened;
        return opened;
    }

    /** Whether one handler does what the stages do. */
    boolean isFused() {
        return false;
    }

    @Override
    public Sender sender(RunSettings settings, String address) {
        DisruptorReceiver opened = receiver;
        if (opened == null) {
            throw new IllegalStateException("the disruptor's two sides share a process, and its receiver opens first");
        }
        return new DisruptorSender(settings, opened);
    }

    @Override
    public Receiver echo(RunSettings settings) {
        throw new UnsupportedOperationException("the disruptor has no round trip here");
    }

    @Override
    public Pinger pinger(RunSettings settings, String address, PongListener listener) {
        throw new UnsupportedOperationException("the disruptor has no round trip here");
    }
}
