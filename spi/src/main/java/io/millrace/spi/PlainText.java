// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;

/**
 * The rule that plain text does not leave the host unless somebody has said so. A transport that knows the address it
 * binds or dials asks {@link #isAllowed} there, before a byte is sent; the engine asks again of every link that is
 * neither {@link FrameLink#isLocal() local} nor of a transport that {@link PeerTransport#encrypts() encrypts}. Stateless;
 * any thread.
 */
public final class PlainText {

    /** The option, one of the engine's, so that a URI of any scheme may have it. */
    public static final Option<Boolean> INSECURE =
            Option.bool("insecure", false, "whether plain text may leave this host, on a network that you trust");

    private PlainText() {}

    /** Whether the URI says that plain text may leave the host. */
    public static boolean isAllowed(Options options) {
        return options.isDeclared(INSECURE) && options.get(INSECURE);
    }

    /**
     * The error of who would send or receive plain text over an address that is not a loopback one.
     *
     * @param doing with the address: {@code listening at 0.0.0.0:7400}
     */
    public static ConfigurationException refused(String doing) {
        return new ConfigurationException(
                ErrorCode.PLAIN_TEXT,
                doing + " in plain text would let others on the network read and write it",
                "encrypt with tcps://, stay on this host (127.0.0.1, [::1], uds:), or on a network that you trust say"
                        + " insecure=true (option insecure)");
    }
}
