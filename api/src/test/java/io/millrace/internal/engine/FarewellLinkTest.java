// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FarewellLinkTest {

    private static final int READ_PER_TURN = 64 * 1024;

    private final ScriptedLink link = ScriptedLink.welcoming();

    @Test
    void aPeerThatHadMuchUnderWayIsReadUntilItHasGone() {
        FarewellLink farewell = FarewellLink.ofPeer(link, 0);
        for (int turn = 0; turn < 1_000; turn++) {
            link.receive(READ_PER_TURN);
            assertThat(farewell.turn(turn))
                    .as("closed with input unread, it would reset the link under the goodbye")
                    .isFalse();
        }
        link.failWith(ScriptedTransport.refused());
        assertThat(farewell.turn(1_001)).isTrue();
        assertThat(link.closed).isTrue();
    }

    @Test
    void aPeerThatDoesNotGoIsClosedAfterASecond() {
        FarewellLink farewell = FarewellLink.ofPeer(link, 0);
        assertThat(farewell.turn(999_999_999)).isFalse();
        assertThat(farewell.turn(1_000_000_000)).isTrue();
        assertThat(link.closed).isTrue();
    }

    @Test
    void aStrangerIsNotListenedToForLong() {
        FarewellLink farewell = FarewellLink.ofStranger(link, 0);
        assertThat(farewell.turn(1)).isFalse();
        link.receive(READ_PER_TURN);
        assertThat(farewell.turn(2)).isTrue();
        assertThat(link.closed).isTrue();
    }
}
