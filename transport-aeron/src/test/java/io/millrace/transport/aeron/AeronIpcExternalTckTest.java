// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** {@code aeron:ipc} keeps the rules of transports over a media driver in another process, which outlives all links. */
@EnabledIfSystemProperty(
        named = "millrace.tck.matrix",
        matches = "true",
        disabledReason = "three minutes beside a driver that spins: part of the matrix")
final class AeronIpcExternalTckTest extends AeronIpcTckTest {

    @BeforeAll
    static void startDriver() {
        useDriverOfItsOwn();
    }
}
