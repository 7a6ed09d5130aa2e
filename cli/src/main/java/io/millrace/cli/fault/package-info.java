// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** A proxy that breaks links on purpose, and at a place that can be told. */
@NullMarked
package io.millrace.cli.fault;

import org.jspecify.annotations.NullMarked;
