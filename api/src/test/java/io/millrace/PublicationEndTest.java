// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.error.RemoteText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PublicationEndTest {

    @Test
    void aStreamCanBeClosedAndBegunAnewManyTimes() {
        List<String> got = new CopyOnWriteArrayList<>();
        List<String> events = new CopyOnWriteArrayList<>();
        try (Millrace millrace =
                Millrace.builder().listener(e -> events.add(e.toString())).build()) {
            Endpoint server = millrace.listen("mem:anew");
            server.subscribe("orders", message -> got.add(message.asString()));
            Endpoint client = millrace.connect("mem:anew");
            for (int i = 0; i < 20; i++) {
                try (Publication orders = client.publication("orders")) {
                    orders.publish("order " + i);
                    orders.publish("end " + i);
                }
            }
            Publication last = client.publication("orders");
            last.publish("last");
            assertThat(last.drain(Duration.ofSeconds(5))).isTrue();
            assertThat(got)
                    .hasSize(41)
                    .startsWith("order 0", "end 0", "order 1")
                    .endsWith("last");
            assertThat(client.counters().messagesPublished()).isEqualTo(41);
            assertThat(events).noneMatch(e -> e.contains("gap") || e.contains("loss"));
        }
    }

    @Test
    void whatAPeerCallsItselfReachesNoTerminal() {
        List<String> events = new CopyOnWriteArrayList<>();
        try (Millrace millrace =
                Millrace.builder().listener(e -> events.add(e.toString())).build()) {
            Endpoint server = millrace.listen("mem:evil");
            server.subscribe("orders", message -> {});
            Endpoint client = millrace.connect("mem:evil?name=%1B%5B2Jx");
            Publication orders = client.publication("orders");
            orders.publish("1");
            assertThat(orders.drain(Duration.ofSeconds(5))).isTrue();
        }
        assertThat(events).anyMatch(e -> e.contains(RemoteText.clean("\u001B[2Jx", 64)));
        assertThat(events).noneMatch(e -> e.indexOf('\u001B') >= 0);
    }
}
