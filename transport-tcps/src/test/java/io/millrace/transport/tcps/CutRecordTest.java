// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A connection that ends in the middle of a record is never taken for its end, and costs no message. */
class CutRecordTest {
    private static final Certificates CERTIFICATES = Certificates.get();
    private static final int MESSAGES = 2_000;

    /** The attack: whoever cuts a connection could make half of what was said look like the whole of it. */
    @Test
    void aFinWithoutAFarewellIsToldFromAnEnd() throws IOException {
        cutAndResume(RecordProxy.End.FIN, ErrorCode.TLS_TRUNCATED);
    }

    @Test
    void aResetIsResumed() throws IOException {
        cutAndResume(RecordProxy.End.RST, ErrorCode.LINK_RESET);
    }

    private static void cutAndResume(RecordProxy.End end, ErrorCode expected) throws IOException {
        try (Pair pair = Pair.listening(CERTIFICATES.is("server"));
                RecordProxy proxy = new RecordProxy(pair.server().uri().port())) {
            List<Integer> heard = new CopyOnWriteArrayList<>();
            pair.server().subscribe("numbers", message -> heard.add(message.getInt(0)));
            Endpoint client = pair.connectTo("127.0.0.1:" + proxy.port(), CERTIFICATES.trusts("authority"));
            Publication numbers = client.publication("numbers");
            for (int i = 0; i < MESSAGES; i++) {
                if (i == MESSAGES / 2) {
                    assertThat(numbers.drain(Duration.ofSeconds(20))).isTrue();
                    proxy.cut(end);
                }
                numbers.publish(number(i));
            }
            assertThat(numbers.drain(Duration.ofSeconds(20))).isTrue();

            assertThat(proxy.hasCut()).isTrue();
            assertThat(heard)
                    .containsExactlyElementsOf(
                            IntStream.range(0, MESSAGES).boxed().toList());
            assertThat(client.counters().reconnects()).isEqualTo(1);
            assertThat(pair.ofServer().stream()
                            .filter(event -> event.kind() == Kind.LINK_DOWN)
                            .map(event -> event.cause().code()))
                    .containsExactly(expected);
            assertThat(pair.ofServer()).noneMatch(event -> event.kind() == Kind.SESSION_ENDED);
        }
    }

    /** Long enough for a record of its own that is worth cutting. */
    private static byte[] number(int value) {
        byte[] message = new byte[400];
        ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
        return message;
    }
}
