// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** The processes that the driver starts: one runs a publisher, one a subscriber. */
@NullMarked
package io.millrace.bench.node;

import org.jspecify.annotations.NullMarked;
