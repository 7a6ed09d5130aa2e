// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.uri.EndpointUri;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;

/** What the system says about TCP addresses, with the address and what to do about it, which the system leaves out. */
final class TcpErrors {
    private TcpErrors() {}

    static LinkException bindFailed(InetSocketAddress address, EndpointUri uri, Exception cause) {
        String where = TcpAddresses.describe(address);
        String reason = String.valueOf(cause.getMessage());
        if (cause instanceof BindException && reason.startsWith("Address already in use")) {
            return new LinkException(
                    ErrorCode.ADDRESS_IN_USE,
                    "cannot listen at " + where + ": another socket listens there (" + uri + ")",
                    "see which process it is with `ss -ltnp 'sport = :" + address.getPort()
                            + "'`, choose another port, or 0 to let the system choose",
                    cause);
        }
        return new LinkException(
                ErrorCode.BIND_FAILED,
                "cannot listen at " + where + ": " + reason + " (" + uri + ")",
                bindHint(address, reason),
                cause);
    }

    private static String bindHint(InetSocketAddress address, String reason) {
        if (reason.startsWith("Permission denied")) {
            return "ports below 1024 need a privilege (CAP_NET_BIND_SERVICE): choose a higher one";
        }
        String everywhere = address.getAddress().getAddress().length == 4 ? "0.0.0.0" : "[::]";
        return "the address must be one of this host's (see `ip address`); " + everywhere + " stands for all of them";
    }

    static LinkException connectFailed(InetSocketAddress target, Exception cause) {
        String where = TcpAddresses.describe(target);
        String reason = String.valueOf(cause.getMessage());
        // The JDK has one type for "refused" and for the system's own timeout, which is far above ours
        if (cause instanceof ConnectException && !reason.contains("timed out")) {
            return new LinkException(
                    ErrorCode.CONNECT_REFUSED,
                    "nobody listens at " + where,
                    "start the listening side, or check the address",
                    cause);
        }
        return new LinkException(
                ErrorCode.CONNECT_FAILED,
                "cannot connect to " + where + ": " + reason,
                "check the address and the route to it (`ip route get "
                        + target.getAddress().getHostAddress() + "`)",
                cause);
    }
}
