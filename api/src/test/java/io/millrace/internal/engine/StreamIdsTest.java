// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.supervision.LinkState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Endpoint;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.error.ResourceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Frames have two bytes for a stream's number: 65 535 open publications a runtime, and no more. */
class StreamIdsTest {

    private static final int MAX = 65_535;

    @Test
    void eachIsGivenOnceAndRestsBeforeItIsGivenAgain() {
        StreamIds ids = new StreamIds();
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < MAX; i++) {
            int id = ids.next("s");
            assertThat(id).isBetween(1, MAX);
            given.add(id);
        }
        assertThat(given).hasSize(MAX);
        ids.release(7);
        ids.release(6);
        assertThat(ids.next("s")).isEqualTo(6);
        assertThat(ids.next("s")).isEqualTo(7);
    }

    @Test
    void thePublicationBeyondIsRefusedAndOneThatIsClosedMakesRoom() {
        try (HandCranked crank = new HandCranked()) {
            List<String> got = new ArrayList<>();
            crank.listen("mem:x").subscribe("last", message -> got.add(message.asString()));
            Endpoint client = crank.connect("mem:x");
            Publication first = client.publication("first");
            crank.until("up", () -> client.state() == UP);
            for (int id = 2; id <= MAX; id++) {
                crank.runtime.streamIds().next("others");
            }
            assertThatExceptionOfType(ResourceException.class)
                    .isThrownBy(() -> client.publication("last"))
                    .withMessageContaining("no stream id is left for last")
                    .withMessageContaining("65535 publications are open")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REJECTED_LIMIT));
            assertThat(client.state()).isEqualTo(UP);
            first.close();
            crank.until("over", () -> !crank.runtime.streamIds().isUsed(1));
            client.publication("last").publish("there is room");
            crank.until("there", () -> got.contains("there is room"));
        }
    }
}
