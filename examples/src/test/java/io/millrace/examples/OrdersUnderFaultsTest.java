// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.test.Account;
import io.millrace.test.MillraceTest;
import io.millrace.test.Wire;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How to test one's own application under faults: two runtimes, a proxy between them, and an account of the messages. */
@MillraceTest
class OrdersUnderFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void ordersSurviveABadNetwork(Millrace market, Millrace desk, Wire wire, Account account) {
        market.listen(wire.listenUri()).subscribe("orders", account.recording());
        Publication orders = desk.connect(wire.connectUri()).publication("orders");

        account.publish(orders, "order 1");
        wire.proxy().toTarget().closeAfter(100); // in the middle of a frame
        account.publish(orders, "order 2");
        wire.proxy().bothWays().latency(Duration.ofMillis(20)).split(7);
        account.publish(orders, "order 3");
        wire.proxy().down(Duration.ofMillis(200)); // reset, and refused for a while
        account.publish(orders, "order 4");

        assertThat(orders.drain(PATIENCE)).isTrue();
        account.assertExactlyOnceInOrder();
    }
}
