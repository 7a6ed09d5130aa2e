// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.RunSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Pings through a channel and listens on its event loop. */
final class NettyPinger implements Pinger {
    private static final int FLUSHES = 256;

    private final NettyLoop loop;
    private final Channel channel;
    private final int length;
    private long sum;

    NettyPinger(RunSettings settings, String address, PongListener listener) throws InterruptedException {
        length = settings.sizes().at(0);
        loop = NettyLoop.connect(
                address,
                WriteBufferWaterMark.DEFAULT,
                () -> List.of(
                        new FlushConsolidationHandler(FLUSHES, true), NettySender.lengthDecoder(), pongs(listener)));
        channel = loop.channel();
    }

    private SimpleChannelInboundHandler<ByteBuf> pongs(PongListener listener) {
        return new SimpleChannelInboundHandler<>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, ByteBuf pong) {
                int body = pong.readerIndex();
                sum += NettyFrames.sum(pong, body, pong.readableBytes());
                listener.onPong(NettyPinger.this, pong.getLongLE(body), pong.getLongLE(body + Long.BYTES));
            }
        };
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise: failures reach exceptionCaught
    @Override
    public void ping(long sequence, long stampNs) {
        while (!channel.isWritable()) {
            CpuWait.yieldCore();
        }
        ByteBuf message = channel.alloc().directBuffer(NettyFrames.LENGTH_BYTES + length);
        NettyFrames.write(message, length, sequence);
        message.setLongLE(NettyFrames.LENGTH_BYTES + Long.BYTES, stampNs);
        channel.writeAndFlush(message, channel.voidPromise());
    }

    @Override
    public void await(BooleanSupplier done) {
        CpuWait.lazily(done);
    }

    /** Keeps the reads from being dead code. */
    long sum() {
        return sum;
    }

    @Override
    public void close() {
        loop.close();
    }
}
