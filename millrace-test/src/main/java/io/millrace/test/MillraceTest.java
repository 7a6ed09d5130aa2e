// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a JUnit class or method: fills in these parameters of its test and {@code @BeforeEach} methods, and closes all after the
 * test. If the test fails, its stack trace ends with the account, the proxy's log and the events.
 *
 * <ul>
 *   <li>{@link io.millrace.Millrace}: a runtime, a new one for each parameter; two are as good as two processes
 *   <li>{@link Wire}: an address to listen on, one to connect to, and a proxy between; one for a test
 *   <li>{@link io.millrace.test.fault.FaultProxy}: that proxy
 *   <li>{@link Account}: an empty one; the same for all parameters of a test
 * </ul>
 *
 * <pre>{@code
 * @MillraceTest
 * class OrdersTest {
 *     @Test
 *     void surviveACut(Millrace market, Millrace desk, Wire wire, Account account) {
 *         market.listen(wire.listenUri()).subscribe("orders", account.recording());
 *         Publication orders = desk.connect(wire.connectUri()).publication("orders");
 *         account.publish(orders, "42 apples");
 *         wire.proxy().reset();
 *         account.publish(orders, "7 pears");
 *         assertTrue(orders.drain(Duration.ofSeconds(5)));
 *         account.assertExactlyOnceInOrder();
 *     }
 * }
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(MillraceExtension.class)
public @interface MillraceTest {

    /** Scheme of the addresses: {@code tcp}, {@code mem} (without a proxy), {@code uds}, or what else is on the class path. */
    String transport() default "tcp";

    /** Decides what is random about the proxy's faults. */
    long seed() default 20;
}
