// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.DebugSendChannelEndpoint;
import io.aeron.driver.ext.LossGenerator;
import io.aeron.driver.ext.RandomLossGenerator;
import io.aeron.driver.media.UdpChannel;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * A media driver in this process through whose sockets not every packet comes, of whatever kind (data, status messages, NAKs),
 * and some come twice or late. Close it at the end.
 */
final class LossyDriver implements AutoCloseable {
    /** Packets that are dropped, by chance or all of them; used by the driver's one thread, and switched by the test's. */
    private static final class Weather implements LossGenerator {
        private final LossGenerator chance;
        private volatile boolean dark;
        private volatile long dropped;

        private Weather(double rate, long seed) {
            // Aeron's own drops with a probability of 0 as well, once in a while
            this.chance = rate == 0 ? (address, buffer, length) -> false : new RandomLossGenerator(rate, seed);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        public boolean shouldDropFrame(InetSocketAddress address, UnsafeBuffer buffer, int length) {
            boolean drops = dark || chance.shouldDropFrame(address, buffer, length);
            if (drops) {
                dropped++;
            }
            return drops;
        }
    }

    /** Sends some packets twice, and some behind the one that follows. On the driver's thread. */
    private static final class RoughSender extends DebugSendChannelEndpoint {
        private final LossGenerator chance;
        private final ByteBuffer late = ByteBuffer.allocateDirect(64 * 1024);
        private final UnsafeBuffer nothing = new UnsafeBuffer();

        private RoughSender(
                UdpChannel channel,
                AtomicCounter status,
                MediaDriver.Context context,
                Weather weather,
                LossGenerator chance) {
            super(channel, status, context, weather, weather);
            this.chance = chance;
            late.limit(0);
        }

        @Override
        public int send(ByteBuffer buffer) {
            if (late.hasRemaining()) {
                super.send(buffer.duplicate());
                super.send(late);
                late.clear().limit(0);
            } else if (chance.shouldDropFrame(connectAddress, nothing, 0)) {
                late.clear().put(buffer.duplicate()).flip();
            } else if (chance.shouldDropFrame(connectAddress, nothing, 0)) {
                super.send(buffer.duplicate());
                super.send(buffer.duplicate());
            } else {
                super.send(buffer.duplicate());
            }
            int length = buffer.remaining();
            buffer.position(buffer.limit());
            return length;
        }
    }

    private final Weather weather;
    private final MediaDriver driver;

    /** @param rate of packets that are lost, that come twice, and that come late, from 0 to 1, in each direction */
    LossyDriver(Path directory, double rate) {
        weather = new Weather(rate, 7);
        LossGenerator rough = new Weather(rate, 8);
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .sendChannelEndpointSupplier(
                        (channel, status, context) -> new RoughSender(channel, status, context, weather, rough))
                .receiveChannelEndpointSupplier((channel, dispatcher, status, context) ->
                        new DebugReceiveChannelEndpoint(channel, dispatcher, status, context, weather, weather)));
    }

    /** From now on nothing comes through, or what chance lets. */
    void dark(boolean now) {
        weather.dark = now;
    }

    /** Packets lost so far. */
    long dropped() {
        return weather.dropped;
    }

    @Override
    public void close() {
        driver.close();
    }
}
