// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LinkState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rights that docs/redis.md gives to a publisher and to a worker are enough, and are not everything. */
class RightsTest {

    private static final Pattern RULE = Pattern.compile("(?m)^ACL SETUSER [^\\n]*(\\n +[^\\n]*)*");

    private static void grantAsDocumented(RedisProcess redis) throws IOException {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs/redis.md"))) {
            at = at.getParent();
        }
        Matcher rule = RULE.matcher(Files.readString(at.resolve("docs/redis.md")));
        int rules = 0;
        while (rule.find()) {
            redis.ask(rule.group().strip().split("\\s+"));
            rules++;
        }
        assertThat(rules).isEqualTo(2);
    }

    private static String as(RedisProcess redis, String user, String... options) {
        return redis.uri(options).replace("127.0.0.1", user + ":password@127.0.0.1");
    }

    @Test
    void areEnough() throws IOException {
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.create()) {
            grantAsDocumented(redis);
            Inbox alone = new Inbox();
            Inbox member = new Inbox();
            Endpoint reading = millrace.connect(as(redis, "worker", "claim-after=200ms"));
            reading.subscribe(
                    "orders",
                    SubscriptionOptions.builder().group("g").consumer("one").build(),
                    member);
            Endpoint other = millrace.connect(as(redis, "worker"));
            other.subscribe("orders", SubscriptionOptions.builder().fromStart().build(), alone);
            Publication orders = millrace.connect(as(redis, "publisher")).publication("orders");
            for (int i = 0; i < 3_000; i++) {
                orders.publish("m" + i);
                if (i % 1_000 == 999) {
                    redis.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                }
            }
            redis.ask("XADD", "orders", "*", "frames", "nonsense");
            assertThat(orders.drain(Duration.ofSeconds(20))).isTrue();
            assertThat(member.await(3_000)).hasSize(3_000).doesNotHaveDuplicates();
            assertThat(alone.await(3_000)).hasSize(3_000).doesNotHaveDuplicates();
            Inbox.awaitThat(() -> redis.number("XLEN", "orders:dead") == 1);
            assertThat(redis.number("XLEN", "orders:dead")).isEqualTo(1);
            Publication single =
                    millrace.connect(as(redis, "publisher", "writers=single")).publication("orders-2");
            single.publish("x");
            assertThat(single.drain(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void areNotEverything() throws IOException {
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.create()) {
            grantAsDocumented(redis);
            Endpoint endpoint = millrace.connect(as(redis, "publisher"));
            endpoint.publication("elsewhere").offer(new byte[1], 0, 1);
            Inbox.awaitThat(() -> endpoint.state() == LinkState.FAILED);
            assertThat(endpoint.failure().code()).isEqualTo(ErrorCode.BROKER_DENIED);
            assertThat(endpoint.failure().getMessage()).contains("NOPERM");
        }
    }
}
