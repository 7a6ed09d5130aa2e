// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Message;
import io.millrace.faults.Board.Field;

/**
 * Checks the numbers that a {@link Pump} writes into its messages, as they arrive: none missing, none twice, in order,
 * and repeats flagged. A pump's run begins at 0. One thread hands messages in, any thread reads.
 */
final class Ledger {
    private final Board board;
    private long flaggedBelow;

    Ledger() {
        this(Board.inMemory());
    }

    Ledger(Board board) {
        this.board = board;
        board.set(Field.FIRST, -1);
    }

    /** What an earlier subscriber of the same identity has handled must be flagged if it comes again. */
    Ledger expectFlagBelow(long sequence) {
        flaggedBelow = sequence;
        return this;
    }

    void accept(Message message) {
        accept(message.getLong(Pump.RUN_OFFSET), message.getLong(Pump.SEQUENCE_OFFSET), message.isRedelivered());
    }

    void accept(long run, long sequence, boolean redelivered) {
        if (board.get(Field.RUNS) == 0) {
            board.set(Field.FIRST, sequence);
            begin(run, sequence);
        } else if (board.get(Field.RUN) != run) {
            begin(run, 0);
        }
        long next = board.get(Field.NEXT);
        if (sequence < next) {
            board.add(Field.REPEATED, 1);
        } else {
            board.add(Field.LOST, sequence - next);
            board.set(Field.NEXT, sequence + 1);
        }
        if (redelivered) {
            board.add(Field.REDELIVERED, 1);
        } else if (sequence < flaggedBelow) {
            board.add(Field.UNFLAGGED, 1);
        }
        board.add(Field.HANDLED, 1);
    }

    private void begin(long run, long next) {
        board.set(Field.RUN, run);
        board.set(Field.NEXT, next);
        board.add(Field.RUNS, 1);
    }

    Board board() {
        return board;
    }

    long handled() {
        return board.get(Field.HANDLED);
    }

    /** Fails unless exactly the first {@code published} numbers of one run came, each once and in order. */
    void assertExactly(long published) {
        assertNothingLost();
        assertThat(board.get(Field.RUNS)).as("runs").isLessThanOrEqualTo(1);
        assertThat(handled()).as("handled: " + this).isEqualTo(published);
        assertThat(board.get(Field.FIRST)).as("first: " + this).isEqualTo(published == 0 ? -1 : 0);
    }

    /** Fails if, from the first message on, one is missing or came twice. */
    void assertNothingLost() {
        assertThat(board.get(Field.LOST)).as("lost: " + this).isZero();
        assertThat(board.get(Field.REPEATED)).as("repeated: " + this).isZero();
        assertThat(board.get(Field.UNFLAGGED))
                .as("repeats not flagged: " + this)
                .isZero();
    }

    @Override
    public String toString() {
        return board.toString();
    }
}
