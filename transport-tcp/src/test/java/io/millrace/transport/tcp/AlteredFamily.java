// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.spi.TransportContext;
import io.millrace.spi.socket.HostResolver;
import io.millrace.spi.socket.SocketFamily;
import io.millrace.spi.socket.SocketPeerTransport;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.channels.SocketChannel;
import java.util.function.Function;

/** TCP, with something done to a channel that the real family has just opened or configured. */
final class AlteredFamily {
    private AlteredFamily() {}

    /** What is done. */
    @FunctionalInterface
    interface Alteration {
        void apply(SocketChannel channel, Object firstArgument) throws IOException;
    }

    /** The engine's part, over another family than the real one. */
    static Crank crank(Function<TransportContext, SocketFamily> family) {
        return new Crank(
                new TcpTransportProvider(), context -> new SocketPeerTransport(context, family.apply(context)));
    }

    static SocketFamily after(TransportContext context, String method, Alteration alteration) {
        TcpFamily tcp = new TcpFamily(new HostResolver(context::wakeup));
        return (SocketFamily) Proxy.newProxyInstance(
                SocketFamily.class.getClassLoader(),
                new Class<?>[] {SocketFamily.class},
                (proxy, called, arguments) -> {
                    Object result;
                    try {
                        result = called.invoke(tcp, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (called.getName().equals(method)) {
                        alteration.apply((SocketChannel) (result != null ? result : arguments[0]), arguments[0]);
                    }
                    return result;
                });
    }
}
