// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.internal.mem.MemTransportProvider;
import io.millrace.spi.PeerTransportProvider;

/** {@code mem:}, the reference, keeps the rules. */
final class MemTckTest extends TransportTck {

    @Override
    protected PeerTransportProvider provider() {
        return new MemTransportProvider();
    }

    @Override
    protected String listenUri() {
        return "mem:tck";
    }
}
