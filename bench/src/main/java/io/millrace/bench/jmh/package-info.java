// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Micro-benchmarks, run by JMH and reported by state. */
@NullMarked
package io.millrace.bench.jmh;

import org.jspecify.annotations.NullMarked;
