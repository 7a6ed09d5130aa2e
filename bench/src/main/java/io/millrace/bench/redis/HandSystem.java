// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;
import java.util.function.Consumer;

/** Redis Streams by a client library used by hand, with the fields an entry that Millrace writes. */
abstract class HandSystem implements BenchSystem {
    private static final String STREAM = "bench";
    private static final String REPLY_STREAM = "bench-reply";

    private final HandClient client;
    private final int packedBytes;

    /** {@code packedBytes} 0: an entry a message. */
    HandSystem(HandClient client, int packedBytes) {
        this.client = client;
        this.packedBytes = packedBytes;
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return transport == Transport.REDIS
                && switch (scenario) {
                    case THROUGHPUT, GROUP -> true;
                    case ROUNDTRIP -> packedBytes == 0;
                    default -> false;
                };
    }

    @Override
    public Receiver receiver(RunSettings settings, PayloadVerifier verifier) {
        RedisServer server = RedisServer.start();
        HandledCount handled = HandledCount.telling(server.address(), verifier::received);
        Consumer<byte[]> show =
                packedBytes == 0 ? data -> HandBody.show(data, verifier) : data -> HandBody.showPacked(data, verifier);
        boolean inGroup = settings.scenario() == Scenario.GROUP;
        return new HandReceiver(server, client.reader(server.address(), STREAM, inGroup), show, handled);
    }

    @Override
    public Sender sender(RunSettings settings, String address) {
        return new HandSender(address, client.appender(address, STREAM), settings.sizes(), packedBytes);
    }

    @Override
    public Receiver echo(RunSettings settings) {
        RedisServer server = RedisServer.start();
        EntryAppender pongs = client.appender(server.address(), REPLY_STREAM);
        long[] position = {0};
        Consumer<byte[]> echo = data -> {
            pongs.append(data, position[0]);
            position[0] += data.length;
            pongs.flush();
        };
        return new HandReceiver(server, client.reader(server.address(), STREAM, false), echo, pongs);
    }

    @Override
    public Pinger pinger(RunSettings settings, String address, PongListener listener) {
        return new HandPinger(
                client.appender(address, STREAM),
                client.reader(address, REPLY_STREAM, false),
                settings.sizes().at(0),
                listener);
    }
}
