// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole thing for a few seconds; for minutes see docs/reliability.md. */
class TortureTest {
    @Test
    @Timeout(180)
    void aFewSecondsOfFaultsLoseNothing() {
        CommandRun run =
                CommandRun.start("torture", "--minutes", "0.25", "--seed", "11", "--rate", "30000", "--verbose");
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("| tcp | 11 |").contains("| passed |");
    }
}
