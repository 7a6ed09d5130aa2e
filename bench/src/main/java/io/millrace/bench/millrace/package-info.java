// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Millrace as a system to be measured, through its public API. */
@NullMarked
package io.millrace.bench.millrace;

import org.jspecify.annotations.NullMarked;
