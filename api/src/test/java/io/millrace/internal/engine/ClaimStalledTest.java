// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.supervision.LinkState.DEGRADED;
import static io.millrace.supervision.LinkState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Claim;
import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimStalledTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isToldOnceWithThreadAndPositionAndForgottenWhenItEnds(boolean exclusive) {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            List<Integer> received = new ArrayList<>();
            server.subscribe("s", message -> received.add(message.length()));
            Endpoint client = crank.connect("mem:x");
            Publication publication = exclusive ? client.exclusivePublication("s") : client.publication("s");
            crank.until("up", () -> client.state() == UP);
            assertThat(publication.offer(new byte[10], 0, 10)).isEqualTo(OfferStatus.ACCEPTED);
            try (Claim claim = publication.claim(20)) {
                crank.until("degraded", Duration.ofSeconds(7), () -> client.state() == DEGRADED);
                crank.pass(Duration.ofSeconds(2));
                assertThat(crank.events(Kind.CLAIM_STALLED)).singleElement().satisfies(event -> assertThat(
                                event.detail())
                        .contains(Thread.currentThread().getName(), "stream s", "position 64"));
                claim.commit();
            }
            crank.until("up again", () -> client.state() == UP);
            crank.until("sent", () -> received.size() == 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 20_000})
    void manyShortOnesAreNone(int length) {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            server.subscribe("s", message -> {});
            Endpoint client = crank.connect("mem:x?ring=64k");
            Publication publication = client.publication("s");
            crank.until("up", () -> client.state() == UP);
            for (int i = 0; i < 8; i++) {
                try (Claim claim = publication.claim(length)) {
                    crank.pass(Duration.ofSeconds(1));
                    claim.commit();
                }
                crank.until("acknowledged", () -> publication.acknowledged() == publication.position());
            }
            assertThat(crank.events(Kind.CLAIM_STALLED)).isEmpty();
        }
    }
}
