// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One event loop, epoll where there is one, and one channel on it. Closed by whoever opened it. */
final class NettyLoop implements AutoCloseable {
    private static final boolean EPOLL = Epoll.isAvailable();

    private final EventLoopGroup group;
    private final Channel channel;

    private NettyLoop(EventLoopGroup group, Channel channel) {
        this.group = group;
        this.channel = channel;
    }

    /** {@code handlers} makes the pipeline of an accepted connection. */
    static NettyLoop listen(Supplier<List<ChannelHandler>> handlers) throws InterruptedException {
        EventLoopGroup group = group();
        ChannelFactory<ServerChannel> factory = EPOLL ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
        Channel channel = new ServerBootstrap()
                .group(group)
                .channelFactory(factory)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(pipeline(handlers))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        return new NettyLoop(group, channel);
    }

    static NettyLoop connect(String address, WriteBufferWaterMark waterMark, Supplier<List<ChannelHandler>> handlers)
            throws InterruptedException {
        EventLoopGroup group = group();
        ChannelFactory<Channel> factory = EPOLL ? EpollSocketChannel::new : NioSocketChannel::new;
        Channel channel = new Bootstrap()
                .group(group)
                .channelFactory(factory)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
                .handler(pipeline(handlers))
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address)))
                .sync()
                .channel();
        return new NettyLoop(group, channel);
    }

    private static EventLoopGroup group() {
        return new MultiThreadIoEventLoopGroup(1, EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    private static ChannelInitializer<Channel> pipeline(Supplier<List<ChannelHandler>> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel connection) {
                connection.pipeline().addLast(handlers.get().toArray(ChannelHandler[]::new));
            }
        };
    }

    Channel channel() {
        return channel;
    }

    String address() {
        return String.valueOf(((InetSocketAddress) channel.localAddress()).getPort());
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
