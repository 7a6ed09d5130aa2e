// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.millrace.bench.system.SocketPaths;
import io.millrace.bench.system.Transport;
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
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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

    /** Domain sockets are there with epoll alone. */
    static boolean carries(Transport transport) {
        return transport == Transport.TCP || transport == Transport.UDS && EPOLL;
    }

    /** {@code handlers} makes the pipeline of an accepted connection. */
    static NettyLoop listen(Transport transport, Supplier<List<ChannelHandler>> handlers) throws InterruptedException {
        EventLoopGroup group = group();
        ServerBootstrap bootstrap = new ServerBootstrap().group(group).childHandler(pipeline(handlers));
        SocketAddress address;
        if (transport == Transport.UDS) {
            bootstrap.channelFactory(EpollServerDomainSocketChannel::new);
            address = new DomainSocketAddress(SocketPaths.fresh().toString());
        } else {
            ChannelFactory<ServerChannel> factory = EPOLL ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
            bootstrap.channelFactory(factory).childOption(ChannelOption.TCP_NODELAY, true);
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }
        return new NettyLoop(group, bootstrap.bind(address).sync().channel());
    }

    static NettyLoop connect(String address, WriteBufferWaterMark waterMark, Supplier<List<ChannelHandler>> handlers)
            throws InterruptedException {
        EventLoopGroup group = group();
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
                .handler(pipeline(handlers));
        SocketAddress target;
        if (SocketPaths.isPath(address)) {
            bootstrap.channelFactory(EpollDomainSocketChannel::new);
            target = new DomainSocketAddress(address);
        } else {
            ChannelFactory<Channel> factory = EPOLL ? EpollSocketChannel::new : NioSocketChannel::new;
            bootstrap.channelFactory(factory).option(ChannelOption.TCP_NODELAY, true);
            target = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address));
        }
        return new NettyLoop(group, bootstrap.connect(target).sync().channel());
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
        return channel.localAddress() instanceof InetSocketAddress inet
                ? String.valueOf(inet.getPort())
                : channel.localAddress().toString();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
