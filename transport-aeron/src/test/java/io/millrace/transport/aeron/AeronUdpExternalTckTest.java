// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import org.junit.jupiter.api.BeforeAll;

/** {@code aeron:udp} keeps the rules of transports over a media driver in another process, which outlives all links. */
final class AeronUdpExternalTckTest extends AeronUdpTckTest {

    @BeforeAll
    static void startDriver() {
        useDriverOfItsOwn();
    }
}
