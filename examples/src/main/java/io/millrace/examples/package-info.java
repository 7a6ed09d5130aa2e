// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** One concept a file. Each has a main method to run and read. */
@NullMarked
package io.millrace.examples;

import org.jspecify.annotations.NullMarked;
