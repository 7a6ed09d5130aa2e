// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Bare Aeron: publications and subscriptions as its authors use them, to compare with Millrace over Aeron. */
@NullMarked
package io.millrace.bench.aeron;

import org.jspecify.annotations.NullMarked;
