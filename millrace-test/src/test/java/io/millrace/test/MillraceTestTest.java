// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.test.fault.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

@MillraceTest
class MillraceTestTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AtomicInteger portOfTheFailedTest = new AtomicInteger();

    @Test
    void whatIsCutAndAlteredArrivesOnce(Millrace market, Millrace desk, Wire wire, Account account) {
        market.listen(wire.listenUri() + "?checksum=crc32c").subscribe("orders", account.recording());
        Publication orders =
                desk.connect(wire.connectUri() + "?checksum=crc32c").publication("orders");
        for (int i = 0; i < 2_000; i++) {
            account.publish(orders, "order " + i);
            if (i % 500 == 250) {
                wire.proxy().toTarget().flipBits(3, 500);
            }
            if (i % 500 == 0) {
                wire.proxy().reset();
            }
        }
        assertThat(orders.drain(PATIENCE)).isTrue();
        assertThat(account.handledCount("orders")).isEqualTo(2_000);
        account.assertExactlyOnceInOrder();
    }

    @Test
    @MillraceTest(transport = "mem")
    void insideTheProcessThereIsNoProxy(Millrace millrace, Wire wire, Account account) {
        millrace.listen(wire.listenUri()).subscribe("orders", account.recording());
        Publication orders = millrace.connect(wire.connectUri()).publication("orders");
        account.publish(orders, "1");
        assertThat(orders.drain(PATIENCE)).isTrue();
        account.assertExactlyOnceInOrder();
        assertThatThrownBy(wire::proxy)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no proxy");
    }

    @Test
    void eachRuntimeIsItsOwnAndTheProxyIsTheWires(Millrace one, Millrace other, Wire wire, FaultProxy proxy) {
        assertThat(one).isNotSameAs(other);
        assertThat(proxy).isSameAs(wire.proxy());
    }

    /** Run by {@link #aFailedTestTellsTheProxysLogAndIsCleanedUp} only. */
    @MillraceTest
    static class Failing {
        @Test
        void fails(Millrace millrace, Wire wire, Account account) {
            portOfTheFailedTest.set(wire.proxy().port());
            millrace.listen(wire.listenUri()).subscribe("orders", account.recording());
            wire.proxy().toDialler().throttle(1234);
            throw new AssertionError("on purpose");
        }
    }

    @Test
    void aFailedTestTellsTheProxysLogAndIsCleanedUp() {
        Throwable failure = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Failing.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.started(1).failed(1))
                .failed()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .findFirst()
                .orElseThrow();
        assertThat(failure).hasMessage("on purpose");
        assertThat(failure.getSuppressed()).singleElement().satisfies(report -> assertThat(report.getMessage())
                .contains("to the dialler: throttle 1234 bytes/s")
                .contains("runtime 1: server tcp://127.0.0.1"));
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), portOfTheFailedTest.get()))
                .isInstanceOf(IOException.class);
    }
}
