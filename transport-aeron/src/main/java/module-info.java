// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** {@code aeron:ipc} and {@code aeron:udp}: Millrace over Aeron. Nothing here is called by an application but, in a fat jar, the provider. */
module io.millrace.transport.aeron {
    requires transitive io.millrace.spi;
    requires io.aeron.client;
    requires io.aeron.driver;
    requires org.agrona;

    exports io.millrace.transport.aeron;

    provides io.millrace.spi.TransportProvider with
            io.millrace.transport.aeron.AeronTransportProvider;
}
