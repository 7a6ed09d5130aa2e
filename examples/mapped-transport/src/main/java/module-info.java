// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** {@code mapped:///dir}: a transport of somebody else's, over memory-mapped files. */
module com.example.mapped {
    requires transitive io.millrace.spi;

    exports com.example.mapped;

    provides io.millrace.spi.TransportProvider with
            com.example.mapped.MappedTransportProvider;
}
