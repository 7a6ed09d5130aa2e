// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** The command that runs a media driver for Aeron. */
@NullMarked
package io.millrace.cli.aeron;

import org.jspecify.annotations.NullMarked;
