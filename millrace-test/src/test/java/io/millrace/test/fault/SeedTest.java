// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import static io.millrace.test.fault.ProxiedPair.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is random follows from the seed, and wherever the network splits the bytes. */
class SeedTest {
    private static final int LENGTH = 5_000;

    @Test
    void theSameBitsAreFlippedHoweverTheBytesAreSplit() {
        byte[] whole = flipped(1, LENGTH);
        assertThat(whole).isNotEqualTo(bytes(LENGTH));
        assertThat(flipped(1, 7)).isEqualTo(whole);
        assertThat(flipped(1, 999)).isEqualTo(whole);
        assertThat(flipped(2, LENGTH)).isNotEqualTo(whole);
    }

    private static byte[] flipped(long seed, int pieces) {
        Surgery surgery = Surgery.flip(100, 4_000, 20, new SplittableRandom(seed));
        byte[] all = bytes(LENGTH);
        for (int at = 0; at < LENGTH; at += pieces) {
            surgery.operate(ByteBuffer.wrap(all, at, Math.min(pieces, LENGTH - at)), at);
        }
        assertThat(surgery.isDoneAt(4_099)).isFalse();
        assertThat(surgery.isDoneAt(4_100)).isTrue();
        return all;
    }

    @Test
    void whatMakesNoSenseIsRefusedWithItsValue() throws Exception {
        try (FaultProxy proxy = FaultProxy.to("tcp://127.0.0.1:1")) {
            assertThatThrownBy(() -> proxy.toTarget().throttle(0)).hasMessage("bytesPerSecond 0: at least 1");
            assertThatThrownBy(() -> proxy.toTarget().swallow(-1, 5)).hasMessage("afterBytes -1 is negative");
            assertThatThrownBy(() -> proxy.toTarget().ofConnection(0)).hasMessageContaining("counted from 1");
            assertThat(proxy.uri()).isEqualTo("tcp://127.0.0.1:" + proxy.port());
        }
    }
}
