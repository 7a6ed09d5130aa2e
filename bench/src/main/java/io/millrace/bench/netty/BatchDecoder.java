// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.millrace.bench.payload.PayloadVerifier;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** Walks the messages of whatever one read brought, by hand; only an incomplete last one is kept for the next read. */
final class BatchDecoder extends ChannelInboundHandlerAdapter {
    private static final int REST_BYTES = 8 * 1024;

    private final MessageCounter counter;
    private @Nullable ByteBuf rest;

    BatchDecoder(PayloadVerifier verifier) {
        counter = new MessageCounter(verifier);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        ByteBuf bytes = (ByteBuf) received;
        ByteBuf kept = rest;
        if (kept != null) {
            completeFirst(context, kept, bytes);
        }
        if (rest == null) {
            walk(context, bytes);
            if (bytes.isReadable()) {
                rest = context.alloc().directBuffer(REST_BYTES).writeBytes(bytes);
            }
        }
        bytes.release();
    }

    /** Moves from {@code bytes} to {@code kept} what the message that straddles them lacks. */
    private void completeFirst(ChannelHandlerContext context, ByteBuf kept, ByteBuf bytes) {
        move(kept, bytes, NettyFrames.LENGTH_BYTES - kept.readableBytes());
        if (kept.readableBytes() < NettyFrames.LENGTH_BYTES) {
            return;
        }
        int whole = NettyFrames.LENGTH_BYTES + kept.getIntLE(kept.readerIndex());
        move(kept, bytes, whole - kept.readableBytes());
        if (kept.readableBytes() == whole) {
            walk(context, kept);
            kept.release();
            rest = null;
        }
    }

    private static void move(ByteBuf kept, ByteBuf bytes, int wanted) {
        int count = Math.min(wanted, bytes.readableBytes());
        if (count > 0) {
            kept.writeBytes(bytes, count);
        }
    }

    private void walk(ChannelHandlerContext context, ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (end - at >= NettyFrames.LENGTH_BYTES) {
            int length = bytes.getIntLE(at);
            int body = at + NettyFrames.LENGTH_BYTES;
            if (end - body < length) {
                break;
            }
            counter.onMessage(context, bytes, body, length);
            at = body + length;
        }
        bytes.readerIndex(at);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ByteBuf kept = rest;
        if (kept != null) {
            kept.release();
            rest = null;
        }
    }
}
