// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.frame.Handshake;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the agent does at its looks while publishers fill batches and write them themselves. */
class BurstTest {

    private static final long LOOK_NS = 50_000;

    private final SessionEnd end = new SessionEnd("me");
    private final TestPublication publication = new TestPublication("orders", 7, 1 << 20, false);
    private OutboundStream stream;

    @BeforeEach
    void begin() {
        stream = publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, publication.window, 0);
        end.turn();
        Burst burst = end.session.burst();
        burst.sent(end.nowNs);
        while (!burst.begins(end.nowNs)) {
            burst.sent(end.nowNs);
        }
        publication.publish(32);
        look();
        assertThat(end.session.isFilling()).isTrue();
    }

    /** One look of the agent's, after a nap. */
    private void look() {
        end.advance(LOOK_NS);
        end.session.send(end.nowNs, false);
    }

    @Test
    void aFullLinkIsTriedAgainWhilePublishersGoOnButSlowly() {
        end.link.out().choke(10, Integer.MAX_VALUE);
        publication.publish(32);
        look();
        assertThat(end.session.transmitter().isCongested()).isTrue();
        end.link.out().free();
        // Too few for a batch and too many for a pause: nobody but the agent writes.
        publication.publish(32);
        look();
        publication.publish(32);
        look();
        assertThat(end.session.burst().isOn()).isTrue();
        assertThat(end.session.transmitter().isCongested()).isFalse();
        assertThat(stream.sent()).isGreaterThan(64);
    }

    @Test
    void aPauseEndsIt() {
        look();
        look();
        look();
        assertThat(end.session.burst().isOn()).isFalse();
        assertThat(end.session.napNs()).isZero();
        assertThat(stream.sent()).isEqualTo(publication.publishedEnd());
    }

    @Test
    void aBatchAndTheFrameThatCompletesItAreOneWrite() {
        int before = end.link.writes();
        long sent = stream.sent();
        while (publication.publishedEnd() - sent < Session.BATCH_BYTES) {
            publication.publish(1024);
        }
        assertThat(Session.BATCH_BYTES % 1056).isNotZero();
        end.session.transmitter().trySendBatch();
        assertThat(stream.sent()).isEqualTo(publication.publishedEnd());
        assertThat(end.link.writes() - before).isEqualTo(1);
    }

    @Test
    void besideFastPublishersTheAgentNapsForLong() {
        publication.publish(32);
        look();
        assertThat(end.session.napNs()).as("a tail, and nobody has written").isEqualTo(50_000);
        batch();
        look();
        assertThat(end.session.napNs()).as("64 KiB in 50 µs").isEqualTo(1_000_000);
        end.advance(10 * LOOK_NS);
        batch();
        look();
        assertThat(end.session.napNs()).as("64 KiB in 550 µs").isEqualTo(Burst.NAP_NS);
    }

    private void batch() {
        for (int i = 0; i < 64; i++) {
            publication.publish(1024);
        }
        end.session.transmitter().trySendBatch();
    }
}
