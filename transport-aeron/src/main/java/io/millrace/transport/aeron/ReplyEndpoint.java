// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** Addresses at which diallers over UDP receive. Stateless; any thread. */
final class ReplyEndpoint {
    private static final String IPV4 = "\\d{1,3}(\\.\\d{1,3}){3}";
    private static final String IPV6 = "\\[[0-9a-fA-F:.]{2,45}(%[0-9a-zA-Z_.-]{1,16})?]";

    private ReplyEndpoint() {}

    /** This host's address from which the listener's is reached, with a port for the driver to choose; no packet is sent. */
    static String leadingTo(InetAddress listener, int port) throws IOException {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(new InetSocketAddress(listener, port == 0 ? 1 : port));
            InetAddress near = ((InetSocketAddress) probe.getLocalAddress()).getAddress();
            return at(near.getHostAddress());
        }
    }

    /** What the option says, with a port for the driver to choose if it says none. */
    static String of(String option) {
        return option.matches(".*:\\d{1,5}") && !option.matches("[0-9a-fA-F:]*") ? option : at(option);
    }

    private static String at(String host) {
        return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host) + ":0";
    }

    /** Whether a listener can send there: a literal address, so that nothing is looked up for a stranger, and a port. */
    static boolean isValid(String endpoint) {
        return endpoint.matches("(" + IPV4 + "|" + IPV6 + "):[1-9]\\d{0,4}");
    }

    static boolean isLoopback(String endpoint) {
        String host = host(endpoint);
        return AeronAddress.isLoopback(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    /** Without the port. */
    static String host(String endpoint) {
        return endpoint.substring(0, Math.max(0, endpoint.lastIndexOf(':')));
    }
}
