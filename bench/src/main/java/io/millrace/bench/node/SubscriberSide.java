// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Metric;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import org.jspecify.annotations.Nullable;

/** The listening side of a run: what it received and what it used between the marks. Owned by the main thread. */
final class SubscriberSide implements AutoCloseable {
    private final RunSettings settings;
    private final PayloadVerifier verifier;
    private final Receiver receiver;
    private final @Nullable MemoryUse memoryBefore;
    private @Nullable ProcessUse begin;
    private @Nullable ProcessUse end;
    private long receivedAtBegin;
    private long receivedAtEnd;
    private double kibAtRest;

    SubscriberSide(BenchSystem system, NodeConfig config) throws Exception {
        settings = config.settings();
        memoryBefore = settings.scenario().isMany() ? MemoryUse.settled() : null;
        PayloadVerifier all = PayloadVerifier.create(
                settings.sizes(),
                settings.scenario().isMany() ? settings.count() : system.producers(settings.scenario()),
                system.sequenceCycle(settings));
        verifier = config.role() == NodeRole.SLOW_SUBSCRIBER ? new SlowVerifier() : all;
        if (settings.scenario().isFanout()) {
            receiver = system.follower(settings, config.address(), verifier);
        } else {
            receiver = settings.scenario().oneWay() ? system.receiver(settings, verifier) : system.echo(settings);
        }
    }

    String address() {
        return receiver.address();
    }

    void mark(String phase) {
        MemoryUse before = memoryBefore;
        if (phase.equals(NodeLine.AT_REST) && before != null) {
            kibAtRest = MemoryUse.settled().kibSince(before);
        } else if (phase.equals(NodeLine.BEGIN)) {
            begin = ProcessUse.now();
            receivedAtBegin = verifier.received();
        } else {
            end = ProcessUse.now();
            receivedAtEnd = verifier.received();
        }
    }

    /** Checks what was received and reports it; the traffic has ended. */
    void report(NodeConsole console) {
        String problem = verifier.problem();
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
        console.result(NodeLine.RECEIVED, verifier.received());
        ProcessUse from = begin;
        ProcessUse to = end;
        if (from == null || to == null) {
            return;
        }
        console.result(Metric.CPU_SUBSCRIBER.name(), to.cpuPercentSince(from));
        if (settings.scenario().isMany()) {
            console.result(Metric.MEMORY_SUBSCRIBER.name(), kibAtRest / settings.count());
        }
        if (settings.scenario().isFanout()) {
            long elapsedNs = to.timeNs() - from.timeNs();
            console.result(Metric.RATE.name(), 1e9 * (receivedAtEnd - receivedAtBegin) / elapsedNs);
        }
        if (settings.scenario() == Scenario.ALLOCATION) {
            double bytes = to.allocatedBytes() - from.allocatedBytes();
            console.result(Metric.BYTES_SUBSCRIBER.name(), bytes / (receivedAtEnd - receivedAtBegin));
        }
    }

    @Override
    public void close() {
        receiver.close();
    }
}
