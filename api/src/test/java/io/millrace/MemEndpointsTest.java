// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemEndpointsTest {

    @Test
    void whatIsPublishedArrivesInOrder() {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        try (Millrace millrace =
                Millrace.builder().listener(e -> events.add(e.toString())).build()) {
            List<String> got = new ArrayList<>();
            Endpoint server = millrace.listen("mem:orders");
            server.subscribe("orders", message -> got.add(message.asString()));

            Endpoint client = millrace.connect("mem:orders");
            Publication orders = client.publication("orders");
            for (int i = 0; i < 1000; i++) {
                orders.publish(i + " apples");
            }
            assertThat(orders.drain(Duration.ofSeconds(5))).as("%s", events).isTrue();
            assertThat(got).hasSize(1000).startsWith("0 apples", "1 apples").endsWith("999 apples");
        }
        assertThat(events).anyMatch(e -> e.contains("CLOSED"));
    }
}
