// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How to test one's own code without a network: the transport {@code mem:} stays inside the process. */
class OrderBookTest {
    /** The code under test: forwards what it accepts, and knows nothing of transports. */
    private static final class OrderDesk {
        private final Publication orders;

        OrderDesk(Publication orders) {
            this.orders = orders;
        }

        void buy(int quantity, String item) {
            if (quantity > 0) {
                orders.publish(quantity + " " + item);
            }
        }
    }

    @Test
    void forwardsOrdersAndDropsEmptyOnes() {
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        try (Millrace millrace = Millrace.create()) {
            Endpoint market = millrace.listen("mem:market");
            market.subscribe("orders", message -> received.add(message.asString()));
            Publication orders = millrace.connect("mem:market").publication("orders");

            OrderDesk desk = new OrderDesk(orders);
            desk.buy(42, "apples");
            desk.buy(0, "pears");
            desk.buy(7, "plums");

            // Drained means processed, so there is nothing to poll for and nothing to sleep for.
            assertThat(orders.drain(Duration.ofSeconds(5))).isTrue();
        }
        assertThat(received).containsExactly("42 apples", "7 plums");
    }
}
