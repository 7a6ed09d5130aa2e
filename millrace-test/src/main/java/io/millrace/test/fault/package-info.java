// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** A proxy for stream sockets that breaks links on purpose, at a place that can be told. Start with {@link io.millrace.test.fault.FaultProxy}. */
@NullMarked
package io.millrace.test.fault;

import org.jspecify.annotations.NullMarked;
