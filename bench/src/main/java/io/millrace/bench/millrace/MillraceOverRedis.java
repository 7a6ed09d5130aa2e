// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.MessageHandler;
import io.millrace.SubscriptionOptions;
import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.redis.HandledCount;
import io.millrace.bench.redis.RedisServer;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import java.time.Duration;

/**
 * Millrace over a redis-server that the reading side starts: both sides connect, and what has been handled is told beside. Opened
 * and closed by the node's main thread.
 */
final class MillraceOverRedis {
    private static final String GROUP = "bench";

    private MillraceOverRedis() {}

    static Receiver receiver(RunSettings settings, PayloadVerifier verifier) {
        RedisServer server = RedisServer.start();
        HandledCount handled = HandledCount.telling(server.address(), verifier::received);
        MillraceNode node = connect(settings, server);
        SubscriptionOptions.Builder options = SubscriptionOptions.builder().fromStart();
        if (settings.scenario() == Scenario.GROUP) {
            options.group(GROUP).consumer(GROUP);
        }
        node.endpoint()
                .subscribe(MillraceSystem.STREAM, options.build(), message -> MillraceSystem.show(message, verifier));
        return new Side(server, node, handled);
    }

    static Receiver echo(RunSettings settings) {
        RedisServer server = RedisServer.start();
        MillraceNode node = connect(settings, server);
        EchoSubscriber echo = new EchoSubscriber(node.publication(MillraceSystem.REPLY_STREAM));
        subscribe(node, MillraceSystem.STREAM, echo::onMessage);
        return new Side(server, node, () -> {});
    }

    /** To everything that a stream has. */
    static void subscribe(MillraceNode node, String stream, MessageHandler handler) {
        node.endpoint()
                .subscribe(stream, SubscriptionOptions.builder().fromStart().build(), handler);
    }

    static Sender sender(RunSettings settings, String address) {
        MillraceSender sender = new MillraceSender(settings, address, false);
        String server = address.substring(address.indexOf("//") + 2);
        return new Sender() {
            @Override
            public Lane lane(int producer) {
                return sender.lane(producer);
            }

            @Override
            public boolean awaitProcessed(long published, Duration timeout) {
                return sender.awaitProcessed(published, timeout) && HandledCount.await(server, published, timeout);
            }

            @Override
            public void close() {
                sender.close();
            }
        };
    }

    private static MillraceNode connect(RunSettings settings, RedisServer server) {
        MillraceNode node = MillraceNode.connect(settings, uri(server), false);
        node.awaitUp();
        return node;
    }

    private static String uri(RedisServer server) {
        return "redis://" + server.address();
    }

    private record Side(RedisServer server, MillraceNode node, AutoCloseable beside) implements Receiver {
        @Override
        public String address() {
            return uri(server);
        }

        @Override
        public void close() {
            node.close();
            try {
                beside.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the reading side failed", e);
            } finally {
                server.close();
            }
        }
    }
}
