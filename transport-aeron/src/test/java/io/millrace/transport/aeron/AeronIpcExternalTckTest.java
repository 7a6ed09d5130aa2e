// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import org.junit.jupiter.api.BeforeAll;

/** {@code aeron:ipc} keeps the rules of transports over a media driver in another process, which outlives all links. */
final class AeronIpcExternalTckTest extends AeronIpcTckTest {

    @BeforeAll
    static void startDriver() {
        useDriverOfItsOwn();
    }
}
