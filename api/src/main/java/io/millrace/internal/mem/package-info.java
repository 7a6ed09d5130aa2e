// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/** The transport inside the process: the reference for what a peer transport does, and what unit tests use. */
@NullMarked
package io.millrace.internal.mem;

import org.jspecify.annotations.NullMarked;
