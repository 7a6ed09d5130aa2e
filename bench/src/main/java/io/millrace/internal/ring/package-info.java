// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Micro-benchmarks of the ring, in its package because it is not exported. */
@NullMarked
package io.millrace.internal.ring;

import org.jspecify.annotations.NullMarked;
