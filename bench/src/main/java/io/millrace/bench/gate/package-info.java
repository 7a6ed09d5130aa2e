// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Compares two commits of Millrace in one run. */
@NullMarked
package io.millrace.bench.gate;

import org.jspecify.annotations.NullMarked;
