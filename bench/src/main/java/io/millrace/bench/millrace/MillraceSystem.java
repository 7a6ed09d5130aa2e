// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.Message;
import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Broadcaster;
import io.millrace.bench.system.ManySender;
import io.millrace.bench.system.OpenFiles;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What all this is about, through its public API and with its defaults. */
public sealed class MillraceSystem implements BenchSystem
        permits MillraceBatchSystem,
                MillraceExclusiveSystem,
                MillraceFusedSystem,
                MillraceMeteredSystem,
                MillraceStagedSystem {
    static final String STREAM = "bench";
    static final String REPLY_STREAM = "bench-reply";

    private final boolean exclusive;
    private @Nullable MillracePipeline pipeline;

    /** Found as a service. */
    public MillraceSystem() {
        this(false);
    }

    MillraceSystem(boolean exclusive) {
        this.exclusive = exclusive;
    }

    @Override
    public String name() {
        return "millrace";
    }

    @Override
    public String summary() {
        return "Millrace with its defaults, a publication for any number of threads";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        if (transport == Transport.REDIS) {
            return scenario == Scenario.THROUGHPUT || scenario == Scenario.GROUP || scenario == Scenario.ROUNDTRIP;
        }
        return scenario.isPipeline() && transport == Transport.MEM
                || transport == Transport.TCP && !scenario.isPipeline()
                || scenario.isPlain()
                || transport == Transport.UDS && scenario == Scenario.FANOUT;
    }

    /** What it really takes follows from its options; the publication says so. */
    @Override
    public int maxMessageBytes() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Receiver receiver(RunSettings settings, PayloadVerifier verifier) {
        if (settings.scenario().isPipeline()) {
            MillracePipeline opened = new MillracePipeline(settings, verifier, stageThreads());
            pipeline = opened;
            return opened;
        }
        if (settings.transport() == Transport.REDIS) {
            return MillraceOverRedis.receiver(settings, verifier);
        }
        if (settings.scenario() == Scenario.STREAMS) {
            return MillraceStreams.receiver(settings, verifier);
        }
        if (settings.scenario() == Scenario.CONNECTIONS) {
            OpenFiles.checkRoomFor(settings.count());
        }
        MillraceNode node = MillraceNode.listen(settings, exclusive);
        node.endpoint().subscribe(STREAM, message -> show(message, verifier));
        return node;
    }

    /** Threads that a pipeline's stages share. */
    int stageThreads() {
        return MillracePipeline.STAGES;
    }

    static void show(Message message, PayloadVerifier verifier) {
        ByteBuffer buffer = message.buffer();
        int body = buffer.position();
        int length = message.length();
        verifier.accept(length, Payload.word(buffer, body, length), Payload.sum(buffer, body, length));
    }

    @Override
    public Sender sender(RunSettings settings, String address) {
        if (settings.transport() == Transport.REDIS) {
            return MillraceOverRedis.sender(settings, address);
        }
        MillracePipeline opened = pipeline;
        return opened != null && settings.scenario().isPipeline()
                ? opened.sender(settings)
                : new MillraceSender(settings, address, exclusive);
    }

    @Override
    public Receiver echo(RunSettings settings) {
        if (settings.transport() == Transport.REDIS) {
            return MillraceOverRedis.echo(settings);
        }
        MillraceNode node = MillraceNode.listen(settings, exclusive);
        EchoSubscriber echo = new EchoSubscriber(node.publication(REPLY_STREAM));
        node.endpoint().subscribe(STREAM, echo::onMessage);
        return node;
    }

    @Override
    public Pinger pinger(RunSettings settings, String address, PongListener listener) {
        return new MillracePinger(settings, address, listener, exclusive);
    }

    @Override
    public Broadcaster broadcaster(RunSettings settings) {
        return new MillraceBroadcaster(settings, exclusive);
    }

    @Override
    public Receiver follower(RunSettings settings, String address, PayloadVerifier verifier) {
        MillraceNode node = MillraceNode.connect(settings, address, exclusive);
        node.endpoint().subscribe(STREAM, message -> show(message, verifier));
        node.awaitUp();
        return node;
    }

    @Override
    public ManySender manySender(RunSettings settings, String address) {
        return settings.scenario() == Scenario.STREAMS
                ? MillraceStreams.sender(settings, address, exclusive)
                : MillraceConnections.sender(settings, address, exclusive);
    }
}
