// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Endpoint;
import io.millrace.IdleMode;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.error.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a runtime's thread waits, and who decides. */
class IdleModeTest {

    private static final byte[] MESSAGE = new byte[100];

    @ParameterizedTest
    @EnumSource(IdleMode.class)
    void messagesAndAcknowledgementsPass(IdleMode mode) {
        try (Millrace millrace = Millrace.builder().idle(mode).build()) {
            millrace.listen("mem:idle").subscribe("s", message -> {});
            Publication publication = millrace.connect("mem:idle").publication("s");
            for (int i = 0; i < 20; i++) {
                publication.publish(MESSAGE);
                assertThat(publication.drain(Duration.ofSeconds(20))).isTrue();
            }
        }
    }

    @Test
    void anEndpointMayDecideForTheRuntimeAndNoneMayContradict() {
        try (Millrace millrace = Millrace.create()) {
            millrace.listen("mem:first");
            Endpoint second = millrace.listen("mem:second?idle=block");
            millrace.listen("mem:third?idle=block");
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> millrace.connect("mem:first?idle=yield"))
                    .withMessageContaining("'idle' = yield")
                    .withMessageContaining("which is block by " + second.uri());
        }
    }

    @Test
    void theBuilderDecidesFirst() {
        try (Millrace millrace = Millrace.builder().idle(IdleMode.BACKOFF).build()) {
            millrace.listen("mem:same?idle=backoff");
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> millrace.listen("mem:other?idle=adaptive"))
                    .withMessageContaining("which is backoff by its builder");
        }
    }

    @Test
    void howTheyWait() {
        assertThat(waits(IdleMode.BLOCK, 3)).containsExactly("sleep", "sleep", "sleep");
        assertThat(waits(IdleMode.ADAPTIVE, 82)).containsExactly("sleep", "sleep");
        assertThat(waits(IdleMode.BACKOFF, 83)).containsExactly("settle", "rested", "rested", "rested");
        assertThat(waits(IdleMode.SPIN, 1000)).containsExactly("settle");
        assertThat(waits(IdleMode.YIELD, 1000)).containsExactly("settle");
    }

    private static List<String> waits(IdleMode mode, int cycles) {
        List<String> log = new ArrayList<>();
        Idling idling = new Idling(
                new Idling.Rester() {
                    @Override
                    public void settle() {
                        log.add("settle");
                    }

                    @Override
                    public void sleep() {
                        log.add("sleep");
                    }

                    @Override
                    public void rested() {
                        log.add("rested");
                    }
                },
                mode);
        idling.idle();
        idling.worked();
        log.clear();
        for (int i = 0; i < cycles; i++) {
            idling.idle();
        }
        return log;
    }
}
