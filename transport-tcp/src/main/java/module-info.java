// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** {@code tcp://host:port}: Millrace over TCP. Nothing here is called by an application but, in a fat jar, the provider. */
module io.millrace.transport.tcp {
    requires transitive io.millrace.spi;

    exports io.millrace.transport.tcp;

    provides io.millrace.spi.TransportProvider with
            io.millrace.transport.tcp.TcpTransportProvider;
}
