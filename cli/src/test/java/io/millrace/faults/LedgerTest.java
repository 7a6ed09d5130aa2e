// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.faults.Board.Field;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker itself, with doctored deliveries. */
final class LedgerTest {
    private static final long RUN = 7;

    private final Ledger ledger = new Ledger();

    private void deliver(long... sequences) {
        for (long sequence : sequences) {
            ledger.accept(RUN, sequence, false);
        }
    }

    @Test
    void acceptsEveryNumberOnceInOrder() {
        deliver(0, 1, 2, 3);

        ledger.assertExactly(4);
    }

    @Test
    void acceptsThatNothingCameWhenNothingWasPublished() {
        ledger.assertExactly(0);
    }

    @Test
    void seesAHole() {
        deliver(0, 1, 3, 4);

        assertThat(ledger.board().get(Field.LOST)).isEqualTo(1);
        assertThatThrownBy(ledger::assertNothingLost).isInstanceOf(AssertionError.class);
    }

    @Test
    void seesAMissingTail() {
        deliver(0, 1, 2);

        assertThatThrownBy(() -> ledger.assertExactly(4)).isInstanceOf(AssertionError.class);
    }

    @Test
    void seesAMissingHead() {
        deliver(1, 2, 3, 4);

        assertThatThrownBy(() -> ledger.assertExactly(4)).isInstanceOf(AssertionError.class);
    }

    @Test
    void seesARepeat() {
        deliver(0, 1, 1, 2);

        assertThat(ledger.board().get(Field.REPEATED)).isEqualTo(1);
        assertThatThrownBy(ledger::assertNothingLost).isInstanceOf(AssertionError.class);
    }

    @Test
    void seesTwoThatChangedPlaces() {
        deliver(0, 2, 1, 3);

        assertThatThrownBy(ledger::assertNothingLost).isInstanceOf(AssertionError.class);
    }

    @Test
    void wantsRepeatsOfAPredecessorsMessagesFlagged() {
        ledger.expectFlagBelow(11);
        ledger.accept(RUN, 9, true);
        ledger.accept(RUN, 10, true);
        ledger.accept(RUN, 11, false);
        ledger.assertNothingLost();
        assertThat(ledger.board().get(Field.REDELIVERED)).isEqualTo(2);

        Ledger other = new Ledger().expectFlagBelow(11);
        other.accept(RUN, 10, false);
        assertThatThrownBy(other::assertNothingLost).isInstanceOf(AssertionError.class);
    }

    @Test
    void startsAnewWithTheNextRun() {
        deliver(0, 1, 2);
        ledger.accept(RUN + 1, 0, false);
        ledger.accept(RUN + 1, 1, false);
        ledger.assertNothingLost();
        assertThatThrownBy(() -> ledger.assertExactly(5)).isInstanceOf(AssertionError.class);

        ledger.accept(RUN + 2, 1, false);
        assertThatThrownBy(ledger::assertNothingLost).isInstanceOf(AssertionError.class);
    }

    @Test
    void isReadByAnotherProcessThroughAFile(@TempDir Path folder) throws Exception {
        Ledger written = new Ledger(Board.inFile(folder.resolve("board")));
        written.accept(RUN, 0, false);

        assertThat(Board.inFile(folder.resolve("board")).get(Field.HANDLED)).isEqualTo(1);
    }
}
