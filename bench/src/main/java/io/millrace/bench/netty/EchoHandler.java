// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/** Reads every byte of a message and sends the message back. */
final class EchoHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private long sum;

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise: failures reach exceptionCaught
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
        int length = message.readableBytes();
        sum += NettyFrames.sum(message, message.readerIndex(), length);
        ByteBuf reply = context.alloc().directBuffer(NettyFrames.LENGTH_BYTES + length);
        reply.writeIntLE(length).writeBytes(message);
        context.writeAndFlush(reply, context.voidPromise());
    }

    /** Keeps the reads from being dead code. */
    long sum() {
        return sum;
    }
}
