// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people get wrong, and what they are told. */
final class MisuseTest {
    private final Events events = new Events();
    private final Millrace millrace = Millrace.builder().listener(events).build();

    @AfterEach
    void close() {
        millrace.close();
    }

    private static MillraceException error(ThrowingCallable call) {
        MillraceException error = catchThrowableOfType(MillraceException.class, call);
        assertThat(error).isNotNull();
        return error;
    }

    @Test
    void twoListenersOnOnePort() {
        Endpoint first = millrace.listen("tcp://127.0.0.1:0");
        assertThat(first.uri().port()).isPositive();

        MillraceException error =
                error(() -> millrace.listen("tcp://127.0.0.1:" + first.uri().port()));
        assertThat(error.code()).isEqualTo(ErrorCode.ADDRESS_IN_USE);
        assertThat(error.getMessage()).contains(Integer.toString(first.uri().port()));

        first.close();
        millrace.listen("tcp://127.0.0.1:" + first.uri().port());
    }

    @Test
    void wrongUris() {
        assertThat(error(() -> millrace.listen("tcp:/127.0.0.1:x")).code()).isEqualTo(ErrorCode.INVALID_URI);
        assertThat(error(() -> millrace.connect("127.0.0.1:7400")).code())
                .isIn(ErrorCode.INVALID_URI, ErrorCode.UNKNOWN_SCHEME);
        MillraceException scheme = error(() -> millrace.connect("kafka://localhost:9092"));
        assertThat(scheme.code()).isEqualTo(ErrorCode.UNKNOWN_SCHEME);
        assertThat(scheme.getMessage()).contains("kafka").contains("tcp");
        MillraceException option = error(() -> millrace.connect("tcp://127.0.0.1:1?heartbeet=1s"));
        assertThat(option.code()).isEqualTo(ErrorCode.UNKNOWN_OPTION);
        assertThat(option.getMessage()).contains("heartbeat");
        assertThat(error(() -> millrace.connect("tcp://127.0.0.1:1?heartbeat=1s&dead-after=1s"))
                        .code())
                .isEqualTo(ErrorCode.INVALID_OPTION);
    }

    @Test
    void messagesTooLarge() {
        Publication numbers = millrace.listen("tcp://127.0.0.1:0?ring=64k").publication("numbers");
        byte[] large = new byte[numbers.maxMessageLength() + 1];

        assertThat(numbers.offer(large, 0, large.length)).isEqualTo(OfferStatus.MESSAGE_TOO_LARGE);
        assertThat(numbers.offer(large, 0, large.length - 1)).isEqualTo(OfferStatus.ACCEPTED);
        MillraceException error = error(() -> numbers.publish(large));
        assertThat(error.code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(error.getMessage()).contains(Integer.toString(large.length)).contains("ring");
    }

    @Test
    void publishesThatNobodyTakes() {
        Publication numbers = millrace.connect("tcp://127.0.0.1:" + unusedPort() + "?ring=64k&drain-timeout=100ms")
                .publication("numbers");
        byte[] message = new byte[1_000];
        MillraceException error = error(() -> {
            while (true) {
                numbers.publish(ByteBuffer.wrap(message), 0, message.length, Duration.ofMillis(50));
            }
        });
        assertThat(error.code()).isEqualTo(ErrorCode.BACK_PRESSURED);
        assertThat(error.retryable()).isTrue();
        assertThat(error.getMessage()).contains("option ring", "65536 bytes", "was full for 5", "not acknowledged");
    }

    @Test
    void connectingWhereNobodyListensUntilSomebodyDoes() {
        int port = unusedPort();
        Ledger ledger = new Ledger();
        Publication numbers = millrace.connect("tcp://127.0.0.1:" + port + "?backoff-cap=300ms")
                .publication("numbers");
        try (Pump pump = Pump.start(numbers, 32, 5_000)) {
            events.awaitCount(Kind.ATTEMPT_FAILED, 3);
            LifecycleEvent refused = events.await(Kind.ATTEMPT_FAILED);
            assertThat(refused.cause()).isNotNull();
            assertThat(refused.cause().code()).isEqualTo(ErrorCode.CONNECT_REFUSED);
            LifecycleEvent waiting = events.await("BACKOFF", event -> event.to() == LinkState.BACKOFF);
            assertThat(waiting.retryAfterNs()).isNotNegative();
            assertThat(waiting.attempt()).isPositive();

            millrace.listen("tcp://127.0.0.1:" + port).subscribe("numbers", ledger::accept);
            Await.until(Duration.ofSeconds(5), "all", () -> ledger + " " + events, () -> ledger.handled() == 5_000);
            ledger.assertExactly(pump.stop());
        }
    }

    private static int unusedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
