// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** A plain LMAX Disruptor inside one process. */
@NullMarked
package io.millrace.bench.disruptor;

import org.jspecify.annotations.NullMarked;
