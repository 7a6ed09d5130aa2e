// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** {@code tcps://host:port}: Millrace over TLS. Nothing here is called by an application but, in a fat jar, the provider. */
module io.millrace.transport.tcps {
    requires transitive io.millrace.spi;
    requires io.millrace.transport.tcp;

    exports io.millrace.transport.tcps;

    provides io.millrace.spi.TransportProvider with
            io.millrace.transport.tcps.TcpsTransportProvider;
}
