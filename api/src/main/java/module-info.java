// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/** The application's API, and the engine behind it. */
module io.millrace.api {
    requires transitive io.millrace.spi;
    requires static transitive org.jspecify;
    // Not transitive: javac would then ask every application on the module path for the jar
    requires static micrometer.core;
    // To be looked into, where it is there
    requires static java.management;
    requires com.lmax.disruptor;
    requires org.agrona;
    requires java.naming;

    exports io.millrace;
    exports io.millrace.access;
    exports io.millrace.pipeline;

    uses io.millrace.spi.TransportProvider;

    provides io.millrace.spi.TransportProvider with
            io.millrace.internal.mem.MemTransportProvider;
}
