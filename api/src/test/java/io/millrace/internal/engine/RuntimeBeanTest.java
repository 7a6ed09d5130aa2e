// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.pipeline.Pipeline;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

/** What JMX shows of a runtime, and until when. */
class RuntimeBeanTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    private static void until(BooleanSupplier holds) {
        long startNs = System.nanoTime();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() - startNs).as("in time").isLessThan(SOON.toNanos());
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The bean of a runtime, once it is there. */
    private ObjectName beanOf(Millrace millrace) throws Exception {
        String name = ((MillraceRuntime) millrace).agent().roleName().replaceAll("-(io|receiver)$", "");
        ObjectName bean = new ObjectName("io.millrace:type=Runtime,name=" + name);
        until(() -> beans.isRegistered(bean));
        return bean;
    }

    private CompositeData[] table(ObjectName bean, String name) throws Exception {
        return (CompositeData[]) beans.getAttribute(bean, name);
    }

    @Test
    void endpointsStreamsAndStagesAreShownUntilTheRuntimeIsClosed() throws Exception {
        ObjectName bean;
        try (Millrace millrace = Millrace.create()) {
            bean = beanOf(millrace);
            Endpoint server = millrace.listen("mem:shown");
            server.publication("orders").publish("one");
            server.subscribe("news", message -> {});
            Pipeline risk = millrace.pipeline("risk")
                    .stage("route", (message, stage) -> {})
                    .start();
            risk.input().publish("two");
            assertThat(risk.drain(SOON)).isTrue();

            assertThat(beans.getAttribute(bean, "Live")).isEqualTo(true);
            assertThat(beans.getAttribute(bean, "Ready")).isEqualTo(true);
            assertThat((String[]) beans.getAttribute(bean, "Reasons")).isEmpty();
            assertThat(table(bean, "Endpoints")).singleElement().satisfies(row -> {
                assertThat(row.get("name")).isEqualTo("server mem:shown");
                assertThat(row.get("state")).isEqualTo("UP");
                assertThat(row.get("lagBytes")).isEqualTo(64L);
            });
            assertThat(table(bean, "Streams"))
                    .extracting(row -> row.get("direction") + " " + row.get("stream") + " " + row.get("bytes"))
                    .containsExactlyInAnyOrder("out orders 64", "in news 0");
            assertThat(table(bean, "Stages")).singleElement().satisfies(row -> {
                assertThat(row.get("stage")).isEqualTo("route");
                assertThat(row.get("state")).isEqualTo("RUNNING");
                assertThat(row.get("handled")).isEqualTo(1L);
                assertThat(row.get("lagBytes")).isEqualTo(0L);
            });
            ObjectName known = bean;
            assertThatThrownBy(() -> beans.getAttribute(known, "Colour"))
                    .isInstanceOf(AttributeNotFoundException.class)
                    .hasMessageContaining("Colour");
        }
        assertThat(beans.isRegistered(bean)).isFalse();
    }

    @Test
    void aHandlerThatHoldsTheIoThreadUpHidesNothingButItsCounts() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        try (Millrace millrace = Millrace.create()) {
            ObjectName bean = beanOf(millrace);
            millrace.listen("mem:held").subscribe("news", message -> {
                begun.countDown();
                hold.await();
            });
            Endpoint client = millrace.connect("mem:held");
            client.publication("news").publish("x");
            assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(table(bean, "Endpoints"))
                    .extracting(row -> row.get("state"))
                    .containsExactly("UP", "UP");
            assertThat(table(bean, "Streams"))
                    .extracting(row -> row.get("direction") + " " + row.get("stream"))
                    .containsExactlyInAnyOrder("in news", "out news");
            hold.countDown();
            assertThat(client.drain(SOON)).isTrue();
        }
    }
}
