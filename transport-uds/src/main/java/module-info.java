// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** {@code uds:///path}: Millrace over Unix domain sockets. Nothing here is called by an application but, in a fat jar, the provider. */
module io.millrace.transport.uds {
    requires transitive io.millrace.spi;
    requires jdk.net;

    exports io.millrace.transport.uds;

    provides io.millrace.spi.TransportProvider with
            io.millrace.transport.uds.UdsTransportProvider;
}
