// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Measures Millrace beside other ways to move messages: one driver, many systems. */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
