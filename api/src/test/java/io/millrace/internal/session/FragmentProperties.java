// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Message;
import io.millrace.SubscriptionOptions;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.StatusFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Messages of random lengths, split at random places, over links that are cut anywhere: whatever handler and ring, each
 * message comes once, whole and in order, and the peer never runs out of credit.
 */
class FragmentProperties {

    private final List<String> taken = new ArrayList<>();
    private final List<WireFrame> stream = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();

    private SplittableRandom random = new SplittableRandom(0);
    private SessionEnd end = new SessionEnd("me");
    private WirePeer peer;
    private long limit;
    private int next;

    @Property(tries = 150)
    void everyMessageComesOnceAndWhole(@ForAll long seed) {
        run(seed, SubscriptionOptions.defaults());
    }

    @Property(tries = 150)
    void throughARingOfItsOwnToo(@ForAll long seed) {
        run(seed, SubscriptionOptions.builder().ownRing(32 << 10).build());
    }

    private void run(long seed, SubscriptionOptions options) {
        random = new SplittableRandom(seed);
        end = new SessionEnd("me");
        taken.clear();
        stream.clear();
        sent.clear();
        next = 0;
        end.host.subscribe("in", options, this::take);
        peer = end.dialAndGreet(Handshake.NEW);
        layOut();
        join();
        for (int step = 0; taken.size() < sent.size(); step++) {
            assertThat(step)
                    .as("stuck at %d of %d, seed %d", taken.size(), sent.size(), seed)
                    .isLessThan(4000);
            step();
        }
        assertThat(taken).as("seed %d", seed).isEqualTo(sent);
        assertThat(end.session.counters().protocolErrors()).isZero();
    }

    private void layOut() {
        long position = 0;
        int messages = 1 + random.nextInt(8);
        for (int number = 0; number < messages; number++) {
            int length = random.nextInt(random.nextBoolean() ? 200 : 12_000);
            FragmentedMessage message = new FragmentedMessage(peer, number, position, length);
            for (int laid = 0; laid < length || message.frames.isEmpty(); ) {
                int payload = Math.min(length - laid, random.nextInt(993));
                message.fragment(payload);
                laid += payload;
                if (laid < length && random.nextInt(6) == 0) {
                    message.pad(32 * (1 + random.nextInt(8)));
                }
            }
            stream.addAll(message.frames);
            sent.add(number + "@" + position + "+" + length);
            position = message.end();
        }
    }

    private Action take(Message message) {
        if (random.nextInt(5) == 0) {
            return Action.RETRY;
        }
        if (random.nextInt(5) == 0) {
            end.session.lookAhead();
        }
        for (int i = 0; i < message.length(); i++) {
            if (message.getByte(i) != FragmentedMessage.content((int) message.correlationId(), i)) {
                taken.add("spoilt at " + i);
            }
        }
        taken.add(message.correlationId() + "@" + message.position() + "+" + message.length());
        return Action.CONTINUE;
    }

    private void join() {
        peer.take();
        peer.open(new Open(3, "in", WirePeer.EPOCH, 0, 0, 1024, 4096, 12_000, 0, 0, List.of()));
        peer.openEnd();
        end.turn();
        long received = -1;
        for (WireFrame status : peer.take(FrameDescriptor.KIND_STATUS)) {
            received = StatusFrame.received(status.buffer(), 0);
            limit = StatusFrame.limit(status.buffer(), 0);
        }
        assertThat(received).isNotNegative();
        next = 0;
        while (next < stream.size() && stream.get(next).position() < received) {
            next++;
        }
        if (next < stream.size()) {
            assertThat(stream.get(next).position()).isEqualTo(received);
        }
    }

    private void step() {
        for (WireFrame status : peer.take(FrameDescriptor.KIND_STATUS)) {
            long now = StatusFrame.limit(status.buffer(), 0);
            assertThat(now).as("a limit never goes back").isGreaterThanOrEqualTo(limit);
            limit = now;
        }
        int frames = random.nextInt(6);
        while (frames-- > 0 && next < stream.size() && stream.get(next).end() <= limit) {
            byte[] bytes = stream.get(next).bytes();
            if (random.nextInt(25) == 0) {
                // The link is cut within the frame.
                peer.raw(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                end.turn();
                end.disconnect();
                peer = end.dialAndGreet(Handshake.RESUMED);
                join();
                return;
            }
            peer.raw(bytes);
            next++;
        }
        if (random.nextInt(3) > 0) {
            end.turn();
        }
        if (random.nextBoolean()) {
            end.host.consumer.doWork(end.nowNs);
        }
    }
}
