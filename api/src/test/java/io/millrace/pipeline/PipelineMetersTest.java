// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.MetricName;
import io.millrace.Millrace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A stage's meters say what its report says, and go with the pipeline. */
class PipelineMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double count(MetricName name, String... tags) {
        return registry.get(name.meter())
                .tags("pipeline", "metered")
                .tags(tags)
                .functionCounter()
                .count();
    }

    @Test
    void stagesAreMetered() {
        try (Millrace millrace = Millrace.builder().meterRegistry(registry).build()) {
            try (Pipeline metered = millrace.pipeline("metered")
                    .threads(2)
                    .stage("drops", (message, stage) -> {
                        if (message.getLong(0) == 1) {
                            stage.drop();
                        } else if (message.getLong(0) == 2) {
                            throw new IllegalStateException("on purpose");
                        }
                    })
                    .stage("behind", (message, stage) -> {})
                    .start()) {
                for (long i = 0; i < 10; i++) {
                    PipelineTest.put(metered.input(), i);
                }
                assertThat(metered.drain(Duration.ofSeconds(20))).isTrue();
                assertThat(count(MetricName.STAGE_HANDLED, "stage", "drops")).isEqualTo(9);
                assertThat(count(MetricName.STAGE_HANDLED, "stage", "behind")).isEqualTo(8);
                assertThat(count(MetricName.STAGE_DROPPED, "stage", "drops", "reason", "dropped"))
                        .isEqualTo(1);
                assertThat(count(MetricName.STAGE_DROPPED, "stage", "drops", "reason", "handler-failed"))
                        .isEqualTo(1);
                assertThat(registry.get(MetricName.STAGE_LAG.meter())
                                .tags("stage", "behind")
                                .gauge()
                                .value())
                        .isZero();
            }
            assertThat(registry.find(MetricName.STAGE_HANDLED.meter()).meters()).isEmpty();
        }
    }
}
