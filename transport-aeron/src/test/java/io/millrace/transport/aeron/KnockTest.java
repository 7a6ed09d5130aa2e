// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes through a door may come from anybody. */
final class KnockTest {

    @Test
    void isReadAsItWasWritten() {
        Knock knock = Knock.of("127.0.0.1:40123");
        UnsafeBuffer bytes = knock.encode();
        assertThat(Knock.decode(bytes, 0, bytes.capacity())).isEqualTo(knock);
        assertThat(knock.streamId()).isGreaterThan(AeronOptions.MOST_STREAM_ID);
    }

    @Test
    void everythingElseIsIgnored() {
        UnsafeBuffer good = Knock.of("127.0.0.1:40123").encode();
        Random random = new Random(7);
        for (int length = 0; length < good.capacity(); length++) {
            assertThat(Knock.decode(good, 0, length)).isNull();
        }
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertThat(Knock.decode(new UnsafeBuffer(noise), 0, noise.length)).isNull();
        }
        UnsafeBuffer listenersOwnStream = Knock.of("").encode();
        listenersOwnStream.putInt(16, 7400);
        assertThat(Knock.decode(listenersOwnStream, 0, listenersOwnStream.capacity()))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:40123, true",
        "[::1]:40123, true",
        "10.0.0.7:1, true",
        "127.0.0.1:0, false",
        "127.0.0.1, false",
        "example.org:1, false",
        "127.0.0.1:1|endpoint=10.0.0.1:1, false",
        "'', false"
    })
    void aListenerAnswersAtLiteralAddressesAlone(String endpoint, boolean valid) {
        assertThat(ReplyEndpoint.isValid(endpoint)).isEqualTo(valid);
    }

    @Test
    void theOptionMayHaveAPortOrNone() {
        assertThat(ReplyEndpoint.of("10.0.0.7")).isEqualTo("10.0.0.7:0");
        assertThat(ReplyEndpoint.of("10.0.0.7:41000")).isEqualTo("10.0.0.7:41000");
        assertThat(ReplyEndpoint.of("::1")).isEqualTo("[::1]:0");
        assertThat(ReplyEndpoint.of("[::1]:41000")).isEqualTo("[::1]:41000");
    }
}
