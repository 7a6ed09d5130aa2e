// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Netty as people write it, and Netty with batches encoded by hand. */
@NullMarked
package io.millrace.bench.netty;

import org.jspecify.annotations.NullMarked;
