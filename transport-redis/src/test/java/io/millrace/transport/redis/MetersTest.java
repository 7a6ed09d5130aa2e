// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.Endpoint;
import io.millrace.MetricName;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What meters say of consumer groups, and of servers that are not there. */
@Timeout(60)
class MetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double gauge(MetricName name, String... tags) {
        return Optional.ofNullable(registry.find(name.meter()).tags(tags).gauge())
                .map(gauge -> gauge.value())
                .orElse(Double.NaN);
    }

    @Test
    void sayWhatAGroupHasToDo() {
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.builder().meterRegistry(registry).build()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            Publication tasks = endpoint.publication("tasks");
            for (int i = 0; i < 10; i++) {
                tasks.publish("task " + i);
            }
            assertThat(tasks.drain(Duration.ofSeconds(10))).isTrue();
            redis.ask("XGROUP", "CREATE", "tasks", "workers", "0");
            redis.ask("XREADGROUP", "GROUP", "workers", "gone", "COUNT", "4", "STREAMS", "tasks", ">");
            endpoint.subscribe(
                    "tasks",
                    SubscriptionOptions.builder()
                            .group("workers")
                            .consumer("one")
                            .build(),
                    message -> {});
            String[] tags = {"stream", "tasks", "group", "workers", "consumer", "one"};
            Inbox.awaitThat(() -> gauge(MetricName.GROUP_PENDING, tags) == 4);
            assertThat(gauge(MetricName.GROUP_PENDING, tags)).isEqualTo(4);
            // Redis counts it since 7.0
            boolean counts = Replies.map(
                            redis.askList("XINFO", "GROUPS", "tasks").get(0))
                    .containsKey("lag");
            assertThat(Double.compare(gauge(MetricName.GROUP_LAG, tags), counts ? 6 : Double.NaN))
                    .isZero();
            endpoint.close();
            assertThat(registry.find(MetricName.GROUP_PENDING.meter()).gauges()).isEmpty();
        }
    }

    @Test
    void countAttemptsThatFoundNobody() {
        try (Millrace millrace = Millrace.builder().meterRegistry(registry).build()) {
            millrace.connect("redis://127.0.0.1:1?backoff-base=10ms&backoff-cap=20ms");
            String reason = ErrorCode.CONNECT_REFUSED.name();
            Inbox.awaitThat(() -> failed(reason) > 1);
            assertThat(failed(reason)).isGreaterThan(1);
        }
    }

    private double failed(String reason) {
        return Optional.ofNullable(registry.find(MetricName.ATTEMPTS_FAILED.meter())
                        .tag("reason", reason)
                        .functionCounter())
                .map(counter -> counter.count())
                .orElse(0.0);
    }
}
