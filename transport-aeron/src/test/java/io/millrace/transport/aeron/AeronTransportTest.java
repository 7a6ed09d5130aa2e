// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two runtimes over Aeron, as an application sees them. */
final class AeronTransportTest {

    @ParameterizedTest
    @ValueSource(strings = {"aeron:ipc", "aeron:udp?endpoint=127.0.0.1:0"})
    void messagesArriveInBothDirections(String channel) throws Exception {
        List<String> there = new CopyOnWriteArrayList<>();
        CountDownLatch back = new CountDownLatch(1);
        try (DriverFolder folder = new DriverFolder();
                Millrace far = Millrace.create();
                Millrace near = Millrace.create()) {
            Endpoint server = far.listen(channel + folder.embedded());
            Publication answers = server.publication("answers");
            server.subscribe("orders", message -> {
                there.add(message.asString());
                answers.publish("thanks");
            });
            Endpoint client = near.connect(server.uri().raw());
            client.subscribe("answers", message -> back.countDown());
            client.publication("orders").publish("42 apples");
            assertThat(back.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(there).containsExactly("42 apples");
        }
    }
}
