// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Redis Streams, by clients that are used by hand: what Millrace over Redis is measured beside. */
@NullMarked
package io.millrace.bench.redis;

import org.jspecify.annotations.NullMarked;
