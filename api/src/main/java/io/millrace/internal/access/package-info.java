// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Who is let in: what a listener checks at HELLO, what a dialler shows there, and what each peer may do. */
@NullMarked
package io.millrace.internal.access;

import org.jspecify.annotations.NullMarked;
