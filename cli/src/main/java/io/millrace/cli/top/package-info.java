// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** A live picture of another process's runtime, out of its meters. */
@NullMarked
package io.millrace.cli.top;

import org.jspecify.annotations.NullMarked;
