// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.faults.Board.Field;

/** The ledger of another process, through its board. */
record LedgerView(PeerProcess peer) {
    void assertNothingLost() {
        assertThat(peer.get(Field.LOST)).as("lost: " + peer).isZero();
        assertThat(peer.get(Field.REPEATED)).as("repeated: " + peer).isZero();
        assertThat(peer.get(Field.UNFLAGGED)).as("repeats not flagged: " + peer).isZero();
    }
}
