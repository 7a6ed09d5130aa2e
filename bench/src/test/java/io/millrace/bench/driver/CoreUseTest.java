// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CoreUseTest {
    @Test
    void countsWorkAndStolenTimeButNotIdleOrInterrupts() {
        assertThat(CoreUse.parseAll("cpu  100 20 3 90000 50 7 11 4 0 0")).isEqualTo(127);
    }

    @Test
    void findsTheTimesBehindAnyProcessName() {
        assertThat(CoreUse.parseProcess("7 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 30 12 0 0 20 0 1"))
                .isEqualTo(42);
    }

    @Test
    void othersAreWhatIsLeft() {
        CoreUse begin = new CoreUse(1000, 400, 0);
        CoreUse end = new CoreUse(1300, 600, 2_000_000_000L);
        assertThat(end.othersSince(begin)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void neverBelowNothing() {
        assertThat(new CoreUse(1000, 500, 1).othersSince(new CoreUse(1000, 400, 0)))
                .isZero();
    }
}
