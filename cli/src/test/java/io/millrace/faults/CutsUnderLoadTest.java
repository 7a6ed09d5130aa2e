// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.test.fault.Cut;
import io.millrace.test.fault.FaultProxy;
import io.millrace.test.fault.Outage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Link after link cut inside a frame while the publisher runs at full speed. */
class CutsUnderLoadTest {
    private static final int CUTS = 20;
    private static final int FRAMES_BETWEEN = 2_000;
    private static final int LONGEST_MESSAGE = 300;
    private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

    private final Random random = new Random(20);
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private volatile boolean enough;

    @Test
    void nothingIsLostNothingComesTwiceAndOrderIsKept() throws Exception {
        try (Millrace subscribing = Millrace.create();
                Millrace publishing = Millrace.create()) {
            Endpoint server = subscribing.listen("tcp://127.0.0.1:0");
            server.subscribe("load", message -> {
                if (message.getLong(0) != received.getAndIncrement()) {
                    wrong.incrementAndGet();
                }
            });
            try (FaultProxy proxy = FaultProxy.to(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), server.uri().port()))) {
                Endpoint client = publishing.connect("tcp://127.0.0.1:" + proxy.port());
                Publication load = client.exclusivePublication("load");
                AtomicLong sent = new AtomicLong();
                Thread publisher = new Thread(() -> publish(load, sent), "load");
                publisher.start();
                cutAgainAndAgain(proxy);
                enough = true;
                publisher.join();
                assertThat(load.drain(Duration.ofSeconds(20))).isTrue();
                assertThat(received).hasValue(sent.get());
                assertThat(wrong).hasValue(0);
                assertThat(client.counters().reconnects()).isGreaterThanOrEqualTo(CUTS);
            }
        }
    }

    private void cutAgainAndAgain(FaultProxy proxy) throws Exception {
        for (int i = 0; i < CUTS; i++) {
            Outage outage = proxy.cutInsideFrame(
                    proxy.framesSeen() + random.nextInt(FRAMES_BETWEEN),
                    1 + random.nextInt(LONGEST_MESSAGE),
                    Duration.ofMillis(random.nextInt(100)));
            Cut cut = outage.cut().get();
            assertThat(cut.forwardedBytes()).isBetween(1, cut.frameLength() - 1);
            assertThat(outage.flowingAgain().get()).isLessThan(BACK_WITHIN);
        }
    }

    private void publish(Publication load, AtomicLong sent) {
        ByteBuffer message = ByteBuffer.allocate(LONGEST_MESSAGE).order(ByteOrder.LITTLE_ENDIAN);
        while (!enough) {
            int length = Long.BYTES + (int) (sent.get() * 31 % (LONGEST_MESSAGE - Long.BYTES));
            message.putLong(0, sent.get());
            if (load.offer(message, 0, length) == OfferStatus.ACCEPTED) {
                sent.incrementAndGet();
            } else {
                LockSupport.parkNanos(10_000);
            }
        }
    }
}
