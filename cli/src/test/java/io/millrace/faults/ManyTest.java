// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many clients, and many streams. */
final class ManyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SMALL = "?ring=64k&window=16k";

    private final List<Ledger> ledgers = new ArrayList<>();
    private final List<Publication> publications = new ArrayList<>();
    private final Events events = new Events();

    @Test
    void fiftyClientsOfOneListener() {
        try (Millrace far = Millrace.builder().listener(events).build();
                Millrace near = Millrace.builder().listener(events).build()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0" + SMALL);
            List<Endpoint> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                subscribe(server, i);
                Endpoint client = near.connect(server.uri());
                clients.add(client);
                publications.add(client.publication("stream-" + i));
            }
            pumpAll(2_000);
            assertThat(server.sessions()).isEqualTo(clients.size());
        }
    }

    @Test
    void threeHundredStreamsOverOneConnection() {
        try (Millrace far = Millrace.builder().listener(events).build();
                Millrace near = Millrace.builder().listener(events).build()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0" + SMALL);
            Endpoint client = near.connect(server.uri());
            for (int i = 0; i < 300; i++) {
                boolean upstream = i % 2 == 0;
                subscribe(upstream ? server : client, i);
                publications.add((upstream ? client : server).publication("stream-" + i));
            }
            pumpAll(500);
            assertThat(server.sessions()).isEqualTo(1);
        }
    }

    private void subscribe(Endpoint endpoint, int number) {
        Ledger ledger = new Ledger();
        ledgers.add(ledger);
        endpoint.subscribe("stream-" + number, ledger::accept);
    }

    private void pumpAll(int messages) {
        for (Publication publication : publications) {
            Pump.start(publication, 100, messages);
        }
        for (Ledger ledger : ledgers) {
            Await.until(PATIENCE, "all", () -> ledger + " " + events, () -> ledger.handled() >= messages);
            ledger.assertExactly(messages);
        }
        assertThat(publications).allMatch(publication -> publication.drain(PATIENCE));
    }
}
