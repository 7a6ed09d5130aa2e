// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** The commands that move lines: {@code pub} and {@code sub}. */
@NullMarked
package io.millrace.cli.stream;

import org.jspecify.annotations.NullMarked;
