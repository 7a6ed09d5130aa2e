// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * For tests of applications: {@link io.millrace.test.MillraceTest} gives a JUnit test a runtime, addresses with a proxy
 * between them, and an {@link io.millrace.test.Account} of what became of the messages.
 */
@NullMarked
package io.millrace.test;

import org.jspecify.annotations.NullMarked;
