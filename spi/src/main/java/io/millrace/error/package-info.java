// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The errors of Millrace: one sealed tree, a stable code for each, whether a retry makes sense, and what to do next.
 *
 * <p>Start at {@link io.millrace.error.MillraceException} for what a catch block can ask, and at
 * {@link io.millrace.error.ErrorCode} for the table of codes.
 */
@NullMarked
package io.millrace.error;

import org.jspecify.annotations.NullMarked;
