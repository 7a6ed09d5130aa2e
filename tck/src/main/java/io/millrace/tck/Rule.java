// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.Guarantee;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One rule of the transport specification, on the method that tests it. The number is in the method's name too, and the
 * sentence is the one that the specification has. A rule over links takes a {@link LinkBench}, one over runtimes a
 * {@link Scene}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(RuleRuns.class)
@interface Rule {

    /** A letter for the chapter and a number, such as D1. */
    String id();

    /** What it asks, in one sentence. */
    String says();

    /** What the transport must have promised for the rule to apply; else it is skipped. */
    Guarantee[] needs() default {};

    /** Whether threads can change the outcome, so that it runs in every threading mode. */
    boolean inEveryThreading() default false;
}
