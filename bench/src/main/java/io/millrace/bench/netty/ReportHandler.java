// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import org.jspecify.annotations.Nullable;

/** On the sending side: takes the subscriber's answer to a report request. */
final class ReportHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private volatile long processed = -1;
    private volatile @Nullable Throwable failure;

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf report) {
        processed = report.getLongLE(report.readerIndex() + Long.BYTES);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failure = cause;
    }

    long processed() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("the netty connection failed: " + cause, cause);
        }
        return processed;
    }
}
