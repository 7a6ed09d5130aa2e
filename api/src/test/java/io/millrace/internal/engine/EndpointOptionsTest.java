// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointOptionsTest {

    private static Options parse(String raw) {
        return EndpointOptions.parse(EndpointUri.parse(raw), List.of());
    }

    @Test
    void anUnknownOptionNamesTheNearest() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> parse("mem:x?hartbeat=1s"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_OPTION))
                .withMessageContaining("hartbeat")
                .withMessageContaining("heartbeat");
    }

    @Test
    void aValueOutOfBoundsNamesTheBoundAndTheDefault() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> parse("mem:x?ring=1k"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION))
                .withMessageContaining("ring")
                .withMessageContaining("1k")
                .withMessageContaining("32KiB");
    }

    @Test
    void aWrongChoiceNamesTheNearestOrAllChoices() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> parse("mem:x?idle=yeild"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION))
                .withMessageContaining("yield")
                .withMessageContaining("adaptive");
    }

    @Test
    void deadAfterMustLeaveRoomForTwoHeartbeats() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> parse("mem:x?heartbeat=1s&dead-after=1500ms"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION))
                .withMessageContaining("dead-after")
                .withMessageContaining("1000 ms");
    }

    @Test
    void sizesFitEachOtherWhateverIsAskedFor() {
        for (String ring : List.of("64k", "100k", "4M", "512M")) {
            for (String window : List.of("16k", "300k", "256M")) {
                EndpointConfig config = EndpointConfig.of(parse("mem:x?ring=" + ring + "&window=" + window), "me");
                assertThat(Integer.bitCount(config.ringBytes())).isEqualTo(1);
                assertThat(config.frameSize()).isPositive().isLessThanOrEqualTo(config.windowBytes() / 4);
                assertThat(config.windowBytes()).isLessThanOrEqualTo(config.ringBytes() / 4);
                assertThat(config.frameSize()).isLessThanOrEqualTo(config.ringBytes() / 8);
                assertThat(config.session().maxFrame()).isGreaterThanOrEqualTo(config.frameSize());
                assertThat(config.session().window()).isGreaterThanOrEqualTo(config.windowBytes());
            }
        }
    }
}
