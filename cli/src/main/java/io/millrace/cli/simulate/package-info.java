// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/** The command {@code simulate}. */
@NullMarked
package io.millrace.cli.simulate;

import org.jspecify.annotations.NullMarked;
