// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.millrace.bench.payload.PayloadVerifier;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** Reads every byte of every message, and answers a report request. Used by one event loop. */
final class MessageCounter {
    private final PayloadVerifier verifier;

    MessageCounter(PayloadVerifier verifier) {
        this.verifier = verifier;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise: failures reach exceptionCaught
    void onMessage(ChannelHandlerContext context, ByteBuf buffer, int offset, int length) {
        long word = NettyFrames.word(buffer, offset, length);
        if (NettyFrames.isReport(length, word)) {
            ByteBuf report = context.alloc().directBuffer(NettyFrames.LENGTH_BYTES + NettyFrames.REPORT_BYTES);
            NettyFrames.writeReport(report, verifier.received());
            context.writeAndFlush(report, context.voidPromise());
            return;
        }
        verifier.accept(length, word, NettyFrames.sum(buffer, offset, length));
    }
}
