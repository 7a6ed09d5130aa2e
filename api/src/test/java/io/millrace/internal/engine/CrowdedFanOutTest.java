// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More streams than are asked one by one, each to several sessions, published on a thread that is not the engine's. */
@Timeout(30)
class CrowdedFanOutTest {

    private static final int STREAMS = 20;
    private static final int SESSIONS = 3;
    private static final int ROUNDS = 50;

    @Test
    void everySessionGetsWhatTheAgentIsLeftToSend() {
        AtomicInteger handled = new AtomicInteger();
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("mem:crowd");
            List<Publication> publications = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                publications.add(server.publication("stream " + i));
            }
            for (int session = 0; session < SESSIONS; session++) {
                Endpoint client = millrace.connect("mem:crowd");
                for (int i = 0; i < STREAMS; i++) {
                    client.subscribe("stream " + i, message -> handled.incrementAndGet());
                }
            }
            while (server.sessions() < SESSIONS) {
                Thread.onSpinWait();
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (Publication publication : publications) {
                    publication.publish("round " + round);
                }
            }
            for (Publication publication : publications) {
                assertThat(publication.drain(Duration.ofSeconds(10)))
                        .as(publication.stream())
                        .isTrue();
            }
        }
        assertThat(handled).hasValue(STREAMS * SESSIONS * ROUNDS);
    }

    /** So many that the session begins while the agent still has the commands that begin most of them before it. */
    @Test
    void aPublicationThatBeginsBesideASessionIsAttachedOnce() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:crowd?ring=32k");
            Endpoint client = crank.connect("mem:crowd");
            List<Publication> publications = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                publications.add(server.publication("stream " + i));
                client.subscribe("stream " + i, message -> {});
            }
            crank.turn(100);
            for (Publication publication : publications) {
                publication.publish("once");
            }
            crank.until("all acknowledged", Duration.ofSeconds(2), () -> publications.stream()
                    .allMatch(publication -> publication.acknowledged() == publication.position()));
        }
    }
}
