// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** The {@code millrace} command. */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
