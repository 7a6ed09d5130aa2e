// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.payload.ProducerWord;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Sender;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;

/** A write and flush a message from the publishing thread, flushes consolidated, waiting while not writable. */
final class NettySender implements Sender {
    private static final int FLUSHES = 256;

    private final ReportHandler reports = new ReportHandler();
    private final NettyLoop loop;
    private final Channel channel;
    private final PayloadSizes sizes;
    private final int batchBytes;

    /** {@code batchBytes} 0: a message a buffer; else as many messages as fit a buffer of that size. */
    NettySender(RunSettings settings, String address, int batchBytes, WriteBufferWaterMark waterMark)
            throws InterruptedException {
        this.sizes = settings.sizes();
        this.batchBytes = batchBytes;
        loop = NettyLoop.connect(
                address,
                waterMark,
                () -> List.of(new FlushConsolidationHandler(FLUSHES, true), lengthDecoder(), reports));
        channel = loop.channel();
    }

    static LengthFieldBasedFrameDecoder lengthDecoder() {
        int lengthBytes = NettyFrames.LENGTH_BYTES;
        return new LengthFieldBasedFrameDecoder(
                ByteOrder.LITTLE_ENDIAN, NettyFrames.MAX_BYTES, 0, lengthBytes, 0, lengthBytes, true);
    }

    @Override
    public Lane lane(int producer) {
        return batchBytes == 0
                ? (sequence, count) -> publishEach(producer, sequence, count)
                : (sequence, count) -> publishBatched(producer, sequence, count);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise: failures reach exceptionCaught
    private int publishEach(int producer, long sequence, int count) {
        for (int i = 0; i < count; i++) {
            awaitWritable();
            int length = sizes.at(sequence + i);
            ByteBuf message = channel.alloc().directBuffer(NettyFrames.LENGTH_BYTES + length);
            NettyFrames.write(message, length, ProducerWord.of(producer, sequence + i));
            channel.writeAndFlush(message, channel.voidPromise());
        }
        return count;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise: failures reach exceptionCaught
    private int publishBatched(int producer, long sequence, int count) {
        int published = 0;
        while (published < count) {
            awaitWritable();
            ByteBuf batch = channel.alloc().directBuffer(batchBytes, batchBytes);
            int length = sizes.at(sequence + published);
            do {
                NettyFrames.write(batch, length, ProducerWord.of(producer, sequence + published));
                published++;
                length = sizes.at(sequence + published);
            } while (batch.writableBytes() >= NettyFrames.LENGTH_BYTES + length);
            channel.writeAndFlush(batch, channel.voidPromise());
        }
        return published;
    }

    private void awaitWritable() {
        while (!channel.isWritable()) {
            if (!channel.isActive()) {
                throw new IllegalStateException("the netty connection is closed");
            }
            CpuWait.yieldCore();
        }
    }

    @Override
    public boolean awaitProcessed(long published, Duration timeout) {
        ByteBuf request = channel.alloc().directBuffer(NettyFrames.LENGTH_BYTES + NettyFrames.REPORT_BYTES);
        NettyFrames.writeReport(request, 0);
        channel.writeAndFlush(request).syncUninterruptibly();
        return CpuWait.until(() -> reports.processed() == published, timeout.toNanos());
    }

    @Override
    public void close() {
        loop.close();
    }
}
