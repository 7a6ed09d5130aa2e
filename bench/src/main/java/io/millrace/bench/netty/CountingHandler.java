// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.millrace.bench.payload.PayloadVerifier;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/** Behind a frame decoder: one buffer a message. */
final class CountingHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private final MessageCounter counter;

    CountingHandler(PayloadVerifier verifier) {
        counter = new MessageCounter(verifier);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
        counter.onMessage(context, message, message.readerIndex(), message.readableBytes());
    }
}
