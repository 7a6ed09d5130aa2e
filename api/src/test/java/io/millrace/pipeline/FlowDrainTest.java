// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Messages come as they are asked for, and wait when they are not. */
class FlowDrainTest {

    private static final class Asking implements Flow.Subscriber<byte[]> {
        private final List<Long> got = Collections.synchronizedList(new ArrayList<>());
        private final List<String> ends = Collections.synchronizedList(new ArrayList<>());
        private volatile Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(byte[] item) {
            got.add(ByteBuffer.wrap(item).order(ByteOrder.LITTLE_ENDIAN).getLong());
        }

        @Override
        public void onError(Throwable throwable) {
            ends.add(throwable.getMessage());
        }

        @Override
        public void onComplete() {
            ends.add("complete");
        }
    }

    @Test
    void demandDecides() {
        FlowDrain drain = new FlowDrain();
        Asking first = new Asking();
        Asking second = new Asking();
        try (Millrace millrace = Millrace.create();
                Pipeline pipeline =
                        millrace.pipeline("flow").stage("out", drain).start()) {
            LongStream.range(0, 10).forEach(i -> PipelineTest.put(pipeline.input(), i));
            drain.subscribe(first);
            assertThat(pipeline.drain(Duration.ofMillis(100))).isFalse();
            assertThat(first.got).isEmpty();
            first.subscription.request(3);
            awaitSize(first.got, 3);
            assertThat(pipeline.drain(Duration.ofMillis(50))).isFalse();
            Asking refused = new Asking();
            drain.subscribe(refused);
            assertThat(refused.ends).containsExactly("a FlowDrain has one subscriber at a time");
            first.subscription.cancel();
            drain.subscribe(second);
            second.subscription.request(Long.MAX_VALUE);
            second.subscription.request(Long.MAX_VALUE);
            assertThat(pipeline.drain(Duration.ofSeconds(10))).isTrue();
            assertThat(pipeline.stage("out").failed()).isZero();
        }
        drain.complete();
        assertThat(first.got).containsExactly(0L, 1L, 2L);
        assertThat(second.got).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(second.ends).containsExactly("complete");
    }

    private static void awaitSize(List<Long> list, int size) {
        long startNs = System.nanoTime();
        while (list.size() < size) {
            assertThat(System.nanoTime() - startNs).isLessThan(10_000_000_000L);
            Thread.onSpinWait();
        }
    }
}
